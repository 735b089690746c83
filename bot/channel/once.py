"""A message that is sent again is not handled again: the same reply comes back.

On a bad line the client does not know whether its message arrived. It gives each message an id and
repeats it until a reply comes. A turn goes on when the line breaks: its reply is there then.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.channel.intake import Incoming
from bot.content.render import Reply
from bot.store.conversations import forget
from bot.store.replies import ReplyStore

logger = logging.getLogger(__name__)

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
        """What `handle` answers, or what was answered to this id before."""
        replies = await self._taken(incoming, handle)
        if incoming.sender in self._gone:  # it was under way when the conversation was deleted
            await asyncio.to_thread(forget, incoming.sender)
        return replies

    async def again(self, incoming: Incoming) -> list[Reply] | None:
        """What was answered to this id; nothing is asked anew."""
        return None if incoming.id is None else await self._known((incoming.sender, incoming.id))

    async def _taken(self, incoming: Incoming, handle: Handle) -> list[Reply]:
        if incoming.id is None:
            return await handle()
        key = (incoming.sender, incoming.id)
        task = self._running.get(key)
        if task is None:
            task = asyncio.ensure_future(self._first(key, handle))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        return await asyncio.shield(task)

    async def forget(self, session: str) -> None:
        """Deletes a conversation, once what is being answered in it is stored; what still comes
        in it is answered and deleted as well.
        """
        self._gone[session] = None
        if len(self._gone) > _REMEMBERED:
            self._gone.popitem(last=False)
        running = [task for (whose, _), task in self._running.items() if whose == session]
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.to_thread(forget, session)

    async def _first(self, key: _Key, handle: Handle) -> list[Reply]:
        known = await self._known(key)
        if known is not None:
            return known
        replies = await handle()
        try:
            await asyncio.to_thread(self._store.keep, *key, replies)
        except Exception:  # the resident's answer counts for more than its being repeatable
            logger.exception("A reply could not be stored")
        return replies

    async def _known(self, key: _Key) -> list[Reply] | None:
        try:
            return await asyncio.to_thread(self._store.find, *key)
        except Exception:
            logger.exception("Earlier replies could not be read")
            return None
