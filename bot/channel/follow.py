"""A server follows what is published: it goes over to a new version between two messages.

The new content and, if it changed, the new model are made ready beside the old ones, in a thread;
then both are exchanged in one step. A message under way keeps the version that it began with.
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import logging
from asyncio import AbstractEventLoop
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from rasa.core.agent import Agent
from sanic import Blueprint, Sanic

from bot.channel.garbage import settle
from bot.channel.runner import run_in_order
from bot.content.answer import warm
from bot.content.bundle import unpack
from bot.content.live import Live, go_over, live
from bot.content.load import Content
from bot.store.versions import Version, VersionStore, model_file
from bot.understanding.samples import about_all
from bot.understanding.understanding import Understanding

logger = logging.getLogger(__name__)

EVERY_SECONDS = 0.25


def follow(blueprint: Blueprint) -> None:
    """Looks several times a second whether another version is live; a failure is tried again."""

    @blueprint.listener("after_server_start")
    async def begin(app: Sanic, loop: AbstractEventLoop) -> None:
        settle()
        app.add_task(_again_and_again(app), name="follow")


async def _again_and_again(app: Sanic) -> None:
    while True:
        try:
            await catch_up(app, _store())
        except sa.exc.OperationalError as error:
            logger.error("What is live cannot be looked up: %s", error.orig)
            await asyncio.sleep(4 * EVERY_SECONDS)
        except Exception:
            logger.exception("Another version is live, but it could not be loaded")
            await asyncio.sleep(4 * EVERY_SECONDS)
        await asyncio.sleep(EVERY_SECONDS)


async def catch_up(app: Sanic, store: VersionStore) -> None:
    """Goes over to the version that is live, if it is another."""
    last = await asyncio.to_thread(store.last_switch)
    if last is None or last.version == live().version:
        return
    to, version = await asyncio.to_thread(_prepared, store, last.version)
    agent = before = app.ctx.agent
    if loaded_model(agent) != version.model:
        agent = await asyncio.to_thread(_with_model, agent, model_file(store, version))
    app.ctx.agent = agent  # no message can begin between these two lines
    go_over(to)
    if agent is not before:
        settle()


def at_start() -> tuple[Live, Path] | None:
    """What is live, and its model, for a server that starts; nothing if nothing is published."""
    store = _store()
    last = store.last_switch()
    if last is None:
        return None
    to, version = _prepared(store, last.version)
    return to, model_file(store, version)


@lru_cache(maxsize=1)
def _store() -> VersionStore:
    return VersionStore()


def loaded_model(agent: Agent) -> str:
    """The hash of the model that this agent answers with; empty if there is none any more."""
    return _hash_of(agent.processor.model_path) if agent.processor else ""


@lru_cache(maxsize=4)  # an archive is never written over
def _hash_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _prepared(store: VersionStore, number: int) -> tuple[Live, Version]:
    version = store.get(number)
    if version is None:
        raise ValueError(f"the store has no version {number}")
    content = unpack(store.blob(version.answers))
    warm(content)
    return Live(content, version.id, _understanding(store, version, content)), version


def _understanding(store: VersionStore, version: Version, content: Content) -> Understanding | None:
    if version.understanding is None:
        return None
    made = replace(_learned(store, version.understanding), about=about_all(content))
    made.assess("刷单返利是真的吗")  # makes the rest ready
    return made


@lru_cache(maxsize=2)  # 40 MB each: an edit of answers keeps what was learned, a rollback goes back
def _learned(store: VersionStore, name: str) -> Understanding:
    return Understanding.unpack(store.blob(name), {})


def _with_model(agent: Agent, path: Path) -> Agent:
    """A copy of the agent with another model; the old one goes on until its messages are done."""
    other = copy.copy(agent)
    other.load_model(str(path))
    run_in_order(other)
    return other
