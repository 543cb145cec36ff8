"""The recipes of docs/cluster.md, as far as one machine without a cluster can run them."""

import re
import tomllib

import yaml

from tests.conftest import ROOT


def documents():
    """The Kubernetes objects of the page, by kind and name."""
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    return {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(block)}


def pod(deployment):
    return deployment["spec"]["template"]


def test_service_and_deployments_find_their_pods():
    found = documents()
    scheduler, worker = found["Deployment", "grading-scheduler"], found["Deployment", "grading-worker"]
    for deployment in (scheduler, worker):
        assert deployment["spec"]["selector"]["matchLabels"] == pod(deployment)["metadata"]["labels"]
    service = found["Service", "grading"]["spec"]
    assert service["selector"] == pod(scheduler)["metadata"]["labels"]
    (port,) = service["ports"]
    (container,) = pod(scheduler)["spec"]["containers"]
    assert str(port["targetPort"]) == container["args"][container["args"].index("--port") + 1]
    (container,) = pod(worker)["spec"]["containers"]
    assert f"tls://grading:{port['port']}" in container["args"]


def test_every_pod_holds_the_certificates_and_every_example_is_encrypted():
    for kind, name in documents():
        if kind == "Deployment":
            spec = pod(documents()[kind, name])["spec"]
            (volume,) = spec["volumes"]
            (container,) = spec["containers"]
            (mount,), (variable,) = container["volumeMounts"], container["env"]
            assert (mount["name"], volume["secret"]["secretName"]) == (volume["name"], "grading-tls")
            assert variable == {"name": "DASK_CONFIG", "value": f"{mount['mountPath']}/dask.yaml"}
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    assert "tcp://" not in "".join(re.findall(r"```.*?```", page, re.DOTALL))
    assert page.count("tcp://") == 1  # that it is refused


def test_the_pod_of_a_worker_runs_a_worker(machines, tmp_path):
    (container,) = pod(documents()["Deployment", "grading-worker"])["spec"]["containers"]
    program, *arguments = container["args"]
    assert program == "dask"
    here = [machines.address if argument == "tls://grading:8786" else argument for argument in arguments]
    machines.start(*here, "--host", "127.0.0.1", "--no-dashboard", env={"AUTOGRADER_COURSE": str(tmp_path)})
    machines.wait_for(1)


def test_the_image_takes_what_is_there():
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```dockerfile\n(.*?)```", page, re.DOTALL)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert re.search(r"'/kit\[(\w+)\]'", block)[1] in extras
    for name in re.findall(r"^COPY ([\w.]+) /course|/kit/([\w.]+)", block, re.MULTILINE):
        assert (ROOT / "".join(name)).exists()
