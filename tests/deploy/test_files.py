"""The files for deploying, each by its own program's judgement, and by what we want of them.

What needs a container engine, a cluster or systemd as the first process cannot be run here.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.content.load import ROOT
from tests import nginx

DEPLOY, CHECKERS = ROOT / "deploy", ROOT / ".checkers"
MANIFESTS = sorted(
    one for one in (DEPLOY / "kubernetes").glob("*.yml") if one.stem != "kustomization"
)
UNITS = sorted((DEPLOY / "systemd").glob("antifraud*[!e]"))


def run(*command: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True)


def checker(name: str) -> Path:
    found = CHECKERS / "bin" / name
    assert found.exists(), f"no {name}: sh deploy/checkers.sh installs it"
    return found


def documents() -> list[dict[str, Any]]:
    return [one for path in MANIFESTS for one in yaml.safe_load_all(path.read_text("utf-8"))]


def pods() -> dict[str, dict[str, Any]]:
    """Name -> the pod of each workload."""
    found = {}
    for one in documents():
        if one["kind"] == "Deployment":
            found[one["metadata"]["name"]] = one["spec"]["template"]["spec"]
        if one["kind"] == "CronJob":
            job = one["spec"]["jobTemplate"]["spec"]
            found[one["metadata"]["name"]] = job["template"]["spec"]
    return found


def test_the_container_file() -> None:
    done = run(checker("hadolint"), DEPLOY / "container" / "Dockerfile")
    assert done.returncode == 0, done.stdout
    text = (DEPLOY / "container" / "Dockerfile").read_text("utf-8")
    assert text.index("USER 10001") < text.index("ENTRYPOINT")


def test_the_shell_scripts() -> None:
    done = run(checker("shellcheck"), *sorted(DEPLOY.rglob("*.sh")), ROOT / ".ci" / "run")
    assert done.returncode == 0, done.stdout


def test_the_image_takes_all_that_runs_and_nothing_else() -> None:
    kept = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }
    assert {"bot", "actions", "data", "config.yml", "domain.yml", "endpoints.yml"} <= kept
    assert all((ROOT / one).exists() for one in kept)


def test_the_manifests() -> None:
    done = run(checker("kubernetes-validate"), "--strict", *MANIFESTS)
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert told.count(" passed ") == len(documents())


def test_the_kustomization_names_every_manifest_but_the_example() -> None:
    told = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yml").read_text())["resources"]
    assert sorted(told) == [one.name for one in MANIFESTS if "example" not in one.name]


@pytest.mark.parametrize("name", ["bot", "actions", "backup"])
def test_a_pod_may_do_nothing_that_it_need_not(name: str) -> None:
    pod = pods()[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_secrets_come_by_reference_and_are_all_in_the_example() -> None:
    example = next(one for one in documents() if one["kind"] == "Secret")["stringData"]
    for pod in pods().values():
        for variable in pod["containers"][0].get("env", []):
            assert variable["valueFrom"]["secretKeyRef"]["key"] in example, variable
            assert "value" not in variable
    config = next(one for one in documents() if one["kind"] == "ConfigMap")["data"]
    assert not set(config) & set(example)


def test_probes_budgets_scaling_and_policies() -> None:
    kinds = {(one["kind"], one["metadata"]["name"]) for one in documents()}
    for name in ("bot", "actions"):
        probed = pods()[name]["containers"][0]
        paths = [
            probed[f"{p}Probe"]["httpGet"]["path"] for p in ("startup", "readiness", "liveness")
        ]
        assert paths == ["/readyz", "/readyz/own", "/healthz"]
        for kind in ("HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "Service"):
            assert (kind, name) in kinds
    assert ("NetworkPolicy", "nothing") in kinds


def test_the_inner_port_is_open_to_monitoring_only() -> None:
    for one in documents():
        for rule in one["spec"].get("ingress", []) if one["kind"] == "NetworkPolicy" else []:
            if {"port": 9105} in rule["ports"]:
                label = rule["from"][0]["namespaceSelector"]["matchLabels"]
                assert label == {"kubernetes.io/metadata.name": "monitoring"}
        if one["kind"] == "Service":
            assert [port["targetPort"] for port in one["spec"]["ports"]] != ["inner"]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found = yaml.safe_load((DEPLOY / "compose" / "compose.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_compose_file(compose: dict[str, Any]) -> None:
    checker("promtool")  # what brings the schema along
    jsonschema.validate(compose, json.loads((CHECKERS / "compose_spec.json").read_text()))


def test_in_compose_only_nginx_is_seen_from_outside(compose: dict[str, Any]) -> None:
    services = compose["services"]
    seen = {name for name, one in services.items() if one.get("ports")}
    assert seen == {"nginx", "console"}
    assert all(port.startswith("127.0.0.1:") for port in services["console"]["ports"])
    for name in ("bot-a", "bot-b", "actions-a", "actions-b"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["user"] == "10001:10001"
        assert "street" not in services[name]["networks"]
    assert compose["networks"]["back"]["internal"] is True


def test_what_compose_asks_for_is_in_the_example() -> None:
    asked = re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose" / "compose.yml").read_text("utf-8"))
    example = (DEPLOY / "compose" / "env.example").read_text("utf-8")
    given = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    with_default = {"CONSOLE_HOSTS", "KEEP_CONVERSATIONS_HOURS", "KEEP_QUESTIONS_DAYS"}
    assert set(asked) - with_default <= given


def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    """The template as compose fills it in; tests/e2e/test_front.py sends requests through it."""
    nginx.make_certificate(tmp_path)
    conf = nginx.conf_of_compose(tmp_path, [5005, 5006], [5055, 5056], [8080, 8443, 5057])
    done = run(checker("nginx"), "-t", "-q", "-p", tmp_path, "-c", conf)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.replace("error_log", "")


def test_compose_fills_in_all_of_the_template(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{(\w+)\}", nginx.TEMPLATE.read_text("utf-8"))) - {"NAME"}
    given = compose["services"]["nginx"]
    assert asked == set(given["environment"])
    mounted = [one.split(":")[0] for one in given["volumes"] if "template" in one]
    assert [(DEPLOY / "compose" / one).resolve() for one in mounted] == [nginx.TEMPLATE]
    names = " ".join(given["environment"].values())
    assert set(re.findall(r"server ([\w-]+):", names)) <= set(compose["services"])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit(path: Path) -> None:
    assert shutil.which("systemd-analyze"), "no systemd-analyze (apt install systemd)"
    told = run("systemd-analyze", "verify", path)
    lines = (told.stdout + told.stderr).splitlines()
    assert [one for one in lines if "not executable" not in one] == []
    if path.suffix == ".service":
        judged = run("systemd-analyze", "security", "--offline=yes", "--threshold=15", path)
        assert judged.returncode == 0, judged.stdout[-300:]


def test_prometheus_takes_the_rules_and_they_fire() -> None:
    folder = DEPLOY / "monitoring"
    for what in (("check", "config", "prometheus.yml"), ("test", "rules", "alerts_test.yml")):
        done = run(checker("promtool"), *what, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_finds_pods(tmp_path: Path) -> None:
    """Debian's promtool knows no Kubernetes: how pods are found is left out, the rest judged."""
    told = yaml.safe_load((DEPLOY / "monitoring" / "kubernetes.yml").read_text("utf-8"))
    (scraped,) = told["scrape_configs"]
    assert scraped.pop("kubernetes_sd_configs")[0]["namespaces"] == {"names": ["antifraud"]}
    scraped["static_configs"] = [{"targets": ["a:9105"]}]
    (tmp_path / "alerts.yml").write_text((DEPLOY / "monitoring" / "alerts.yml").read_text("utf-8"))
    (tmp_path / "all.yml").write_text(yaml.safe_dump(told))
    done = run(checker("promtool"), "check", "config", "all.yml", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    made = [rule["replacement"] for rule in scraped["relabel_configs"] if "replacement" in rule]
    found = {one.replace("$1", name) for one in made for name in ("bot", "actions")}
    asked = set(re.findall(r'job="([^"]+)"', " ".join(expressions())))
    assert asked
    assert asked <= found


def expressions() -> list[str]:
    """Every query of the dashboard and of the alerts."""
    board = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return asked + [rule["expr"] for rule in alerts()]


def alerts() -> list[dict[str, Any]]:
    told = yaml.safe_load((DEPLOY / "monitoring" / "alerts.yml").read_text("utf-8"))
    return [rule for group in told["groups"] for rule in group["rules"]]


def test_the_dashboard_asks_what_prometheus_understands(tmp_path: Path) -> None:
    rules = [{"record": f"r{n}", "expr": one} for n, one in enumerate(expressions())]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    done = run(checker("promtool"), "check", "rules", file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dashboard_panels_lie_side_by_side() -> None:
    board = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text("utf-8"))
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        own = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not own & taken, panel["title"]
        taken |= own
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_the_dashboard_asks_the_prometheus_that_is_chosen_at_import() -> None:
    """There is no schema of Grafana's to be had for a test: this is what an import needs."""
    board = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text("utf-8"))
    assert board["uid"]
    assert board["schemaVersion"] >= 36
    sources = {one["name"] for one in board["templating"]["list"] if one["type"] == "datasource"}
    for panel in board["panels"]:
        assert panel["title"]
        assert panel["type"] in {"stat", "timeseries", "table", "bargauge", "heatmap", "piechart"}
        chosen = {json.dumps(one["datasource"]) for one in (panel, *panel["targets"])}
        assert len(chosen) == 1, panel["title"]
        assert panel["datasource"]["type"] == "prometheus"
        assert panel["datasource"]["uid"] in {"${" + name + "}" for name in sources}
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])


def test_only_what_is_counted_is_asked_for() -> None:
    from prometheus_client import REGISTRY

    from bot.channel import metrics

    metrics.tell_the_version()
    counted = set(REGISTRY._names_to_collectors) | {"antifraud_check"}
    asked = set(re.findall(r"antifraud_\w+", " ".join(expressions())))
    assert asked
    assert asked <= counted, asked - counted
