"""What a request sets going once its answer is saved."""

from collections.abc import Callable

from flask import Response, after_this_request

OK = range(200, 300)


def once_saved(begin: Callable[[], object]) -> None:
    """Begin something after this request's transaction, if it was not refused meanwhile.

    :param begin: hands the work over and comes back at once
    """

    @after_this_request
    def _begin(response: Response) -> Response:
        if response.status_code in OK:
            begin()
        return response
