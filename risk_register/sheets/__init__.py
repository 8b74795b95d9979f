"""Spreadsheets: plain values in, files out."""
