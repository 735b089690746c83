"""A message that is sent again is not handled again: the same reply comes back.

On a bad line the client does not know whether its message arrived. It gives each message an id and
repeats it until a reply comes. A turn goes on when the line breaks: its reply is there then. What
cannot be stored is not answered: the client is told to send it again (turn.Unstored).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial

from bot.channel.intake import Incoming
from bot.channel.turn import Unstored
from bot.content.first_aid import first_aid_or_numbers
from bot.content.live import live
from bot.content.render import Reply
from bot.store.ending import forget
from bot.store.patience import patiently
from bot.store.replies import ReplyStore
from bot.store.turns import StoreFailed, Turn, under_way

Handle = Callable[[], Awaitable[list[Reply]]]
_Key = tuple[str, str]
_REMEMBERED = 10_000  # deleted conversations, in memory


class Once:
    """Handles each message of each conversation once."""

    def __init__(self, store: ReplyStore) -> None:
        self._store = store
        self._running: dict[_Key, asyncio.Task[list[Reply]]] = {}
        self._gone: OrderedDict[str, None] = OrderedDict()

    async def take(self, incoming: Incoming, handle: Handle) -> list[Reply]:
        """What `handle` answers, or what was answered to this id before. Raises Unstored."""
        try:
            replies = await self._taken(incoming, handle)
            if incoming.sender in self._gone:  # it was under way when the conversation was deleted
                await self._delete(incoming.sender)
        except StoreFailed as error:
            raise Unstored([first_aid_or_numbers(live().content, incoming.text)]) from error
        return replies

    async def again(self, incoming: Incoming) -> list[Reply] | None:
        """What was answered to this id; nothing is asked anew. Raises StoreFailed."""
        return None if incoming.id is None else await self._known((incoming.sender, incoming.id))

    async def _taken(self, incoming: Incoming, handle: Handle) -> list[Reply]:
        if incoming.id is None:
            return await handle()
        key = (incoming.sender, incoming.id)
        task = self._running.get(key)
        if task is None:
            task = asyncio.ensure_future(self._first(key, handle))
            self._running[key] = task
            task.add_done_callback(lambda done: self._over(key, done))
        return await asyncio.shield(task)

    def _over(self, key: _Key, task: asyncio.Task[list[Reply]]) -> None:
        self._running.pop(key, None)
        if not task.cancelled():
            task.exception()  # whoever sent it has hung up; it has been logged where it happened

    async def forget(self, session: str) -> None:
        """Deletes a conversation, once what is being answered in it is stored; what still comes
        in it is answered and deleted as well. Raises StoreFailed.
        """
        self._gone[session] = None
        if len(self._gone) > _REMEMBERED:
            self._gone.popitem(last=False)
        running = [task for (whose, _), task in self._running.items() if whose == session]
        await asyncio.gather(*running, return_exceptions=True)
        await self._delete(session)

    async def _delete(self, session: str) -> None:
        await patiently(self._store.engine, partial(forget, session, self._store.engine))

    async def _first(self, key: _Key, handle: Handle) -> list[Reply]:
        known = await self._known(key)
        if known is not None:
            return known
        with under_way(Turn(*key)) as turn:
            replies = await handle()
        if not turn.stored:  # Rasa had no part in it, or failed
            await patiently(self._store.engine, partial(self._store.keep, *key, replies))
        return replies

    async def _known(self, key: _Key) -> list[Reply] | None:
        return await patiently(self._store.engine, partial(self._store.find, *key))
