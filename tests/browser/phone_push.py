"""Push on a browser without a push service: the subscription is the peer's, the delivery goes through the debugger."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page

_FAKE = """
(subscription) => {
  const own = { endpoint: subscription.endpoint, toJSON: () => subscription, unsubscribe: async () => true }
  PushManager.prototype.getSubscription = async () => own
  PushManager.prototype.subscribe = async () => own
}
"""


def give_subscription(context: BrowserContext, subscription: dict[str, Any]) -> None:
    """From the next page on, this browser's push subscription is the given one."""
    kept = {"endpoint": subscription["endpoint"], "keys": subscription["keys"]}
    context.add_init_script(f"({_FAKE})({json.dumps(kept)})")


class PushDelivery:
    """Hands a message to the page's service worker, as the browser's push client would after decrypting it."""

    def __init__(self, page: Page, origin: str) -> None:
        self._origin = origin
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._found: list[dict[str, Any]] = []
        self._session.on("ServiceWorker.workerRegistrationUpdated", lambda e: self._found.extend(e["registrations"]))
        self._session.send("ServiceWorker.enable")
        page.evaluate("navigator.serviceWorker.ready.then(r => r.active.state)")
        page.wait_for_function("navigator.serviceWorker.controller !== null")

    def deliver(self, message: dict[str, Any] | str) -> None:
        data = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
        registration = [r for r in self._found if r["scopeURL"].startswith(self._origin)][-1]
        parameters = {"origin": self._origin, "registrationId": registration["registrationId"], "data": data}
        self._session.send("ServiceWorker.deliverPushMessage", parameters)


def shown(page: Page) -> list[dict[str, Any]]:
    """The notifications that lie on the lock screen now."""
    found: list[dict[str, Any]] = page.evaluate(
        """navigator.serviceWorker.ready.then(r => r.getNotifications())
           .then(all => all.map(n => ({title: n.title, body: n.body, tag: n.tag, url: n.data?.url})))"""
    )
    return found


def tap(page: Page, tag: str) -> None:
    """Tap the notification with this tag."""
    worker = page.context.service_workers[0]
    worker.evaluate(
        """async tag => {
             const [notification] = await self.registration.getNotifications({ tag })
             self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
           }""",
        tag,
    )
