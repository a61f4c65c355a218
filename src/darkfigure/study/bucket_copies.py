"""Before a run: copies of sources that lie in object storage."""

from darkfigure.collect.buckets import copy_bucket, is_in_bucket
from darkfigure.study.stage import Context, Event, Listener


def copy_buckets(context: Context, listener: Listener) -> None:
    """Let the copies of all sources in buckets follow them, unless the run is to ask nobody.

    Raises:
        SourceError: A bucket cannot be read, or nothing is there.
    """
    if context.fetch == "nothing":
        return
    for source in context.settings.source:
        if is_in_bucket(source.path):
            listener(Event(stage="collect", what=source.name, done=0, total=None))
            copy_bucket(source.path, study_folder=context.folder, source=source.name)
