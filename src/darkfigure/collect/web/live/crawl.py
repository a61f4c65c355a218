"""The way through addresses and links: one request to a host at a time, several hosts at once, nothing twice."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime

from darkfigure.collect.web.content import tell_content
from darkfigure.collect.web.feeds import feed_links
from darkfigure.collect.web.live.address import NotFetched, host_of, tidy
from darkfigure.collect.web.live.asker import Asker, message_of
from darkfigure.collect.web.live.earlier import Earlier, Held, Holdings
from darkfigure.collect.web.live.fetch import Fetched
from darkfigure.collect.web.live.links import page_links
from darkfigure.collect.web.live.plan import FetchPlan
from darkfigure.errors import SourceError
from darkfigure.settings import CollectSettings

_THREADS = 8
_TRIES = 3
_AGAIN = {429, 500, 502, 503, 504}
_LONGEST_HOLD = 600.0


@dataclass(frozen=True, kw_only=True)
class Task:
    """An address to ask. `site`: the hosts whose links are followed from it; None follows none."""

    url: str
    depth: int = 0
    site: frozenset[str] | None = None
    tries: int = 0


class Crawl:
    """Fetches what a plan asks for and is not kept.

    Args:
        plan: What to fetch.
        asker: Asks and keeps.
        holdings: What is kept.
        settings: `[collect]`.
        refresh: Whether what is kept is asked for again.
        progress: Told how many addresses are done, and how many are known.
    """

    def __init__(
        self,
        plan: FetchPlan,
        *,
        asker: Asker,
        holdings: Holdings,
        settings: CollectSettings,
        refresh: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._plan, self._asker, self._holdings, self._settings = plan, asker, holdings, settings
        self._refresh, self._progress = refresh, progress
        self.known: dict[str, None] = {}
        self.asked = 0
        self.limit: str | None = None
        self._queues: dict[str, deque[Task]] = defaultdict(deque)
        self._kept: deque[Task] = deque()
        self._finals = {held.final_url for held in holdings.pages.values()} if not refresh else set()
        self._done = 0
        self._end = time.monotonic() + settings.most_hours * 3600

    def run(self) -> None:
        """Fetch until all is fetched, or a limit is reached.

        Afterwards `known` holds all addresses, `asked` how many were asked now, and `limit` why some were not, if so.
        """
        for seed in self._plan.seeds:
            self._add(Task(url=seed, site=frozenset({host_of(seed)}) if self._plan.follow else None))
        running: dict[Future[tuple[Task, Fetched, Earlier | None]], str] = {}
        with ThreadPoolExecutor(_THREADS) as pool:
            try:
                while True:
                    self._walk_kept()
                    if self._is_over():
                        self._queues.clear()
                    soonest = self._start(pool, running)
                    if not running and soonest is None:
                        return
                    done, _ = wait(running, timeout=soonest, return_when=FIRST_COMPLETED)
                    for future in done:
                        del running[future]
                        self._settle(*future.result())
                    if not running and soonest:
                        time.sleep(soonest)
            except BaseException:
                self._asker.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _add(self, task: Task) -> None:
        """Take an address in, unless it is known or there are enough."""
        if task.url in self.known or len(self.known) >= max(self._plan.most_pages, len(self._plan.seeds)):
            return
        self.known[task.url] = None
        if self._holdings.has(task.url) and not self._refresh:
            self._kept.append(task)
        else:
            self._queues[host_of(task.url)].append(task)

    def _walk_kept(self) -> None:
        """Follow the links of pages that are kept: nothing is asked for."""
        while self._kept:
            task = self._kept.popleft()
            held = self._holdings.pages.get(task.url)
            self._finish()
            if held is not None and task.site is not None:
                answer = self._holdings.last_answer(held)
                if answer is not None:
                    self._expand(task, answer, final=held.final_url)

    def _start(
        self, pool: ThreadPoolExecutor, running: "dict[Future[tuple[Task, Fetched, Earlier | None]], str]"
    ) -> float | None:
        """Ask for the next address of each host whose turn it is; seconds until the next turn, None if none waits."""
        busy, soonest = set(running.values()), None
        for host in [host for host, tasks in self._queues.items() if tasks]:
            if host in busy:
                continue
            if len(running) >= _THREADS:
                break
            left = self._asker.pace.left(host)
            if left > 0:
                soonest = left if soonest is None else min(soonest, left)
                continue
            task = self._queues[host].popleft()
            if task.url in self._finals:  # a redirect led there already
                self._finish()
                soonest = 0.0
                continue
            running[pool.submit(self._ask, task)] = host
        for host in [host for host, tasks in self._queues.items() if not tasks]:
            del self._queues[host]
        return soonest

    def _ask(self, task: Task) -> tuple[Task, Fetched, Earlier | None]:
        held = self._holdings.pages.get(task.url) if self._refresh else None
        earlier = None if held is None else self._holdings.last_answer(held)
        within = task.site if task.depth else None
        return task, self._asker.ask(task.url, within=within, earlier=earlier), earlier

    def _settle(self, task: Task, fetched: Fetched, earlier: Earlier | None) -> None:
        """Keep what came, and go on from there."""
        if self._ask_again(task, fetched):
            return
        held = self._asker.keep(fetched, earlier=earlier)
        self.asked += 1
        self._finish()
        self._say_why(task.url, fetched)
        page = self._holdings.pages.get(task.url)
        if held is None or page is None or fetched.last is None:
            return
        self._finals.add(page.final_url)
        if task.site is None:
            return
        if held is page:
            answer = Earlier(url=fetched.last.url, date="", message=message_of(fetched.last))
            self._expand(task, answer, final=page.final_url)
        elif earlier is not None:
            self._expand(task, earlier, final=page.final_url)

    def _say_why(self, url: str, fetched: Fetched) -> None:
        """Write down why an address gave no page; one that leads off its site is none of the source's."""
        last, stopped = fetched.last, fetched.stopped
        if stopped is not None:
            if stopped.code != "other-site":
                self._asker.refuse(url, code=stopped.code, reason=f"{stopped}.")
        elif last is not None and last.status not in {200, 304}:
            self._asker.refuse(url, code="no-page", reason=f"answered with status {last.status}, and no page.")

    def _ask_again(self, task: Task, fetched: Fetched) -> bool:
        """Put an address back that may answer later."""
        last, stopped = fetched.last, fetched.stopped
        broken = stopped is not None and stopped.code == "no-answer"
        if task.tries + 1 >= _TRIES or not (broken or (stopped is None and last is not None and last.status in _AGAIN)):
            return False
        host = host_of(task.url)
        asked_for = _retry_after(last.header("retry-after")) if last is not None else 0.0
        self._asker.pace.hold(host, max(asked_for, self._asker.pace.interval(host) * 4 ** (task.tries + 1)))
        self._queues[host].append(replace(task, tries=task.tries + 1))
        return True

    def _expand(self, task: Task, answer: Earlier, *, final: str) -> None:
        """Take in the links of a page, or what the entries of a feed lead to."""
        for link in next_tasks(task, answer, final=final, plan=self._plan, largest=self._settings.largest):
            self._add(link)

    def _is_over(self) -> bool:
        """Whether a limit on all is reached; what waits is then said, once."""
        waiting = sum(map(len, self._queues.values()))
        if not waiting:
            return False
        reason = None
        if time.monotonic() > self._end:
            reason = f"the {self._settings.most_hours:g} hours of [collect] most_hours were over"
        elif self._asker.size > self._settings.most_bytes:
            reason = f"the {self._settings.most_bytes:,} bytes of [collect] most_bytes were reached"
        if reason is None:
            return False
        self.limit = f"{waiting:,} addresses were not fetched: {reason}. Set it higher to go on."
        return True

    def _finish(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, len(self.known))


def next_tasks(task: Task, answer: Earlier, *, final: str, plan: FetchPlan, largest: int) -> list[Task]:
    """What follows from an answer: links within its site, or the links of a feed, on whatever site, and no further."""
    if task.site is None or not plan.follow or task.depth >= plan.depth:
        return []
    body = answer.body(largest=largest)
    kind = tell_content(answer.message.media_type, body)
    if kind == "feed":
        try:
            links = [link for link in map(_tidy, feed_links(body, base=final, where=final, largest=largest)) if link]
        except SourceError:
            return []
        return [Task(url=link, depth=task.depth + 1) for link in links]
    if kind != "page":
        return []
    site = task.site if task.depth else task.site | {host_of(final)}
    links = page_links(body, base=final, charset=answer.message.charset)
    return [Task(url=link, depth=task.depth + 1, site=site) for link in links if host_of(link) in site]


def _tidy(link: str) -> str | None:
    try:
        return tidy(link)
    except NotFetched:
        return None


def pages_in_order(plan: FetchPlan, holdings: Holdings, *, largest: int) -> list[Held]:
    """The kept pages of a plan in an order that follows from them alone, each page once however it was reached."""
    found: dict[str, Held] = {}
    seen: set[str] = set()
    for seed in plan.seeds:
        waiting = deque([Task(url=seed, site=frozenset({host_of(seed)}) if plan.follow else None)])
        while waiting:
            task = waiting.popleft()
            held = holdings.pages.get(task.url)
            if task.url in seen or held is None:
                continue
            seen.add(task.url)
            found.setdefault(held.final_url, held)
            if task.site is not None and task.depth < plan.depth and (answer := holdings.last_answer(held)) is not None:
                waiting.extend(next_tasks(task, answer, final=held.final_url, plan=plan, largest=largest))
    return list(found.values())


def _retry_after(written: str | None) -> float:
    """Seconds that a server asks to be left alone, at most ten minutes."""
    if not written:
        return 0.0
    if written.strip().isdigit():
        return min(float(written), _LONGEST_HOLD)
    try:
        return min(max(0.0, parsedate_to_datetime(written).timestamp() - time.time()), _LONGEST_HOLD)
    except (ValueError, TypeError):
        return 0.0
