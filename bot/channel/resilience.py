"""A dead or hanging action server must cost a resident two seconds at most, never the answer.

Rasa waits 300 s for an action and ignores `timeout:` in endpoints.yml; afterwards it says nothing.
It also wraps the tracker store in one that answers normally when a conversation cannot be stored.
"""

from __future__ import annotations

import asyncio
import logging
import os
from asyncio import AbstractEventLoop
from typing import Any

import aiohttp
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from sanic import Blueprint, Sanic

from bot.channel import metrics
from bot.channel.action_format import check_quickly
from bot.channel.runner import run_in_order
from bot.channel.secrets import HEADER, actions_secret
from bot.content.live import live
from bot.store.conversations import ConversationStore

logger = logging.getLogger(__name__)

SECONDS = 1.2
URL_VARIABLE = "ACTION_SERVER_URL"
INSTEAD = "utter_answer_failed"


class PatientNoMore(EndpointConfig):
    """The action endpoint with a deadline; what does not come is replaced by an answer of ours."""

    async def request(self, *args: Any, **kwargs: Any) -> Any | None:
        kwargs.pop("timeout", None)
        kwargs["json"] = _with_version(kwargs.get("json"))
        try:
            return await asyncio.wait_for(super().request(*args, **kwargs), SECONDS)
        except (
            asyncio.TimeoutError,
            aiohttp.ClientError,
            ClientResponseError,
            RasaException,
            OSError,
        ) as error:
            metrics.action_failed(error)
            logger.error("The action server did not answer: %s", type(error).__name__)
            return {"events": [], "responses": [{"response": INSTEAD}]}


def _with_version(body: Any) -> Any:
    """The action must answer from the version that this message was given."""
    version = live().version
    told = (body or {}).get("tracker") or {}
    if version is None or not told.get("latest_message"):
        return body
    latest = {**told["latest_message"], "version": version}
    return {**body, "tracker": {**told, "latest_message": latest}}


def action_endpoint(configured: EndpointConfig | None) -> PatientNoMore:
    """The configured endpoint, or the one that the environment names, with a deadline."""
    url: str | None = os.environ.get(URL_VARIABLE) or (configured.url if configured else None)
    endpoint = PatientNoMore(url)
    if configured is not None:
        endpoint.headers, endpoint.token = configured.headers, configured.token
        endpoint.token_name, endpoint.basic_auth = configured.token_name, configured.basic_auth
    secret = actions_secret()
    if secret is not None:
        endpoint.headers = {**endpoint.headers, HEADER: secret}
    return endpoint


def guard(blueprint: Blueprint) -> None:
    """Puts the deadline and the store on the agent as soon as it is loaded, before a message."""

    @blueprint.listener("after_server_start")
    async def install(app: Sanic, loop: AbstractEventLoop) -> None:
        agent = app.ctx.agent
        if not isinstance(agent.action_endpoint, PatientNoMore):
            agent.action_endpoint = action_endpoint(agent.action_endpoint)
        if agent.processor is not None:
            agent.processor.action_endpoint = agent.action_endpoint
        see_failures(agent)
        run_in_order(agent)
        check_quickly()


def see_failures(agent: Agent) -> None:
    """Gives the agent the store itself, whose failures bot.channel.turn sees."""
    if isinstance(agent.tracker_store, FailSafeTrackerStore):
        agent.tracker_store = ConversationStore(agent.domain)
    if agent.processor is not None:
        agent.processor.tracker_store = agent.tracker_store
