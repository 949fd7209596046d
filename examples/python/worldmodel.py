"""Calls WorldModel from Python with the standard library alone: one consumer, one decision, its delivery.

    python3 examples/python/worldmodel.py http://127.0.0.1:5080 purchase-day-after c17 2025-12-31

Prints the treatment and why. Where the server asks for a key, it is taken from WORLDMODEL_KEY. Needs Python 3.8.
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid


class Refused(Exception):
    """The server refused: `problem` names code, field, value and what was expected."""

    def __init__(self, problem):
        super().__init__(problem.get("detail") or problem.get("title"))
        self.problem = problem


class WorldModel:
    """The HTTP API. What is busy, not ready or out of reach is asked again with the very same body: a decision keeps
    its request id and an event its id, so neither counts twice."""

    def __init__(self, url, key=None, attempts=5, timeout=2.0):
        self.url, self.attempts, self.timeout = url.rstrip("/"), attempts, timeout
        self.headers = {"Content-Type": "application/json"}
        if key:
            self.headers["Authorization"] = "Bearer " + key

    def events(self, *events):
        """Sends events; each is answered by itself. Raises where one is refused."""
        result = self._post("/v1/events", list(events))
        if result["refused"]:
            raise Refused({"detail": json.dumps(result["refused"][0])})
        return result

    def counterfactual(self, consumer, treatments):
        """What the consumer would do under each treatment: {name: {action: level}}."""
        named = [{"name": name, "actions": actions} for name, actions in treatments.items()]
        return self._post("/v1/counterfactual", {"consumers": [consumer], "treatments": named})

    def decide(self, campaign, consumer, request_id=None, deadline_ms=None):
        """One decision, durable when answered. Keep `request_id` to ask again for the same one."""
        body = {"requestId": request_id or str(uuid.uuid4()), "campaign": campaign, "consumer": consumer}
        if deadline_ms is not None:
            body["deadlineMs"] = deadline_ms
        return self._post("/v1/decisions", body)

    def delivered(self, decision, consumer, day, status="delivered"):
        """Says what became of a decision: `delivered` spends its money, `failed` gives it back."""
        return self.events({
            "id": "delivery-" + decision["decisionId"], "consumer": consumer, "day": day, "kind": "delivery",
            "decision": decision["decisionId"], "status": status})

    def _post(self, path, body):
        data = json.dumps(body).encode()
        for attempt in range(1, self.attempts + 1):
            pause = 0.05 * 2 ** (attempt - 1)
            request = urllib.request.Request(self.url + path, data, self.headers, method="POST")
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                problem = json.loads(error.read() or b"{}")
                if error.code not in (429, 502, 503, 504) or attempt == self.attempts:
                    raise Refused(problem) from None
                pause = max(pause, float(error.headers.get("Retry-After") or 0))
            except (OSError, http.client.HTTPException):
                if attempt == self.attempts:
                    raise
            time.sleep(pause)


def main(url, campaign, consumer, day):
    world = WorldModel(url, os.environ.get("WORLDMODEL_KEY"))
    levels = world.counterfactual(consumer, {"push": {"push": 1}})["answers"][0]
    for outcome in levels["outcomes"]:
        print("if pushed: {outcome} {level:.4f}, uplift {uplift}".format(
            outcome=outcome["outcome"], level=outcome["level"], uplift=outcome.get("uplift")))
    decision = world.decide(campaign, consumer)
    print("decided: {treatment} ({group}, {code}): {text}".format(
        treatment=decision["treatment"], group=decision["group"], **decision["reason"]))
    if decision["treatment"] != "none":
        world.delivered(decision, consumer, day)
        print("delivered")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
