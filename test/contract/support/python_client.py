"""Drives Debian's python3-kubernetes against a cluster: python_client.py KUBECONFIG NAMESPACE.

Prints one JSON line per case: {"case": name, "error": null or a traceback}. python-client.test.ts expects the names.
"""
import json
import os
import sys
import threading
import time
import traceback

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.rest import ApiException
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock
from kubernetes.stream import portforward, stream

KUBECONFIG, NS = sys.argv[1], sys.argv[2]
CASES = []


def case(function):
    CASES.append(function)
    return function


def meta(name, **more):
    return client.V1ObjectMeta(name=name, **more)


def template(labels):
    container = client.V1Container(name="main", image="nginx")
    return client.V1PodTemplateSpec(metadata=client.V1ObjectMeta(labels=labels),
                                    spec=client.V1PodSpec(containers=[container]))


def pod(name, command, labels=None):
    container = client.V1Container(name="main", image="busybox", command=["sh", "-c", command])
    return client.V1Pod(metadata=meta(name, labels=labels), spec=client.V1PodSpec(containers=[container]))


def refused(status, call, *args, **kwargs):
    """The Status of a refusal; fails unless it came with this code."""
    try:
        call(*args, **kwargs)
    except ApiException as error:
        body = json.loads(error.body)
        assert error.status == status == body["code"], (error.status, body)
        assert body["kind"] == "Status" and body["status"] == "Failure", body
        return body
    raise AssertionError("should have been refused with %d" % status)


def until(condition, what, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("timed out waiting for " + what)


def running(name):
    core = client.CoreV1Api()
    return until(lambda: core.read_namespaced_pod(name, NS).status.phase == "Running", name + " to run")


def objects():
    """One object of each of many kinds, with the API that serves it."""
    core, apps, batch = client.CoreV1Api(), client.AppsV1Api(), client.BatchV1Api()
    net, rbac, policy = client.NetworkingV1Api(), client.RbacAuthorizationV1Api(), client.PolicyV1Api()
    labels = {"app": "py"}
    selector = client.V1LabelSelector(match_labels=labels)
    job_template = client.V1PodTemplateSpec(spec=client.V1PodSpec(
        restart_policy="Never", containers=[client.V1Container(name="c", image="busybox", command=["true"])]))
    backend = client.V1IngressBackend(service=client.V1IngressServiceBackend(
        name="py", port=client.V1ServiceBackendPort(number=80)))
    return [
        (core, "config_map", client.V1ConfigMap(data={"a": "1"})),
        (core, "secret", client.V1Secret(string_data={"a": "1"})),
        (core, "service", client.V1Service(spec=client.V1ServiceSpec(
            selector=labels, ports=[client.V1ServicePort(port=80)]))),
        (core, "service_account", client.V1ServiceAccount()),
        (core, "persistent_volume_claim", client.V1PersistentVolumeClaim(
            spec=client.V1PersistentVolumeClaimSpec(access_modes=["ReadWriteOnce"], storage_class_name="none",
                                                    resources=client.V1ResourceRequirements(
                                                        requests={"storage": "1Gi"})))),
        (core, "limit_range", client.V1LimitRange(spec=client.V1LimitRangeSpec(
            limits=[client.V1LimitRangeItem(type="Container", max={"cpu": "64"})]))),
        (core, "resource_quota", client.V1ResourceQuota(spec=client.V1ResourceQuotaSpec(hard={"pods": "1k"}))),
        (core, "pod_template", client.V1PodTemplate(template=template(labels))),
        (core, "replication_controller", client.V1ReplicationController(
            spec=client.V1ReplicationControllerSpec(replicas=0, selector=labels, template=template(labels)))),
        (apps, "deployment", client.V1Deployment(spec=client.V1DeploymentSpec(
            replicas=0, selector=selector, template=template(labels)))),
        (apps, "replica_set", client.V1ReplicaSet(spec=client.V1ReplicaSetSpec(
            replicas=0, selector=selector, template=template(labels)))),
        (apps, "stateful_set", client.V1StatefulSet(spec=client.V1StatefulSetSpec(
            replicas=0, service_name="py", selector=selector, template=template(labels)))),
        (apps, "daemon_set", client.V1DaemonSet(spec=client.V1DaemonSetSpec(
            selector=selector, template=template(labels)))),
        (batch, "job", client.V1Job(spec=client.V1JobSpec(suspend=True, template=job_template))),
        (batch, "cron_job", client.V1CronJob(spec=client.V1CronJobSpec(
            schedule="0 0 1 1 *", job_template=client.V1JobTemplateSpec(
                spec=client.V1JobSpec(template=job_template))))),
        (net, "ingress", client.V1Ingress(spec=client.V1IngressSpec(default_backend=backend))),
        (net, "network_policy", client.V1NetworkPolicy(spec=client.V1NetworkPolicySpec(pod_selector=selector))),
        (rbac, "role", client.V1Role(rules=[client.V1PolicyRule(
            api_groups=[""], resources=["pods"], verbs=["get"])])),
        (policy, "pod_disruption_budget", client.V1PodDisruptionBudget(
            spec=client.V1PodDisruptionBudgetSpec(min_available=1, selector=selector))),
    ]


@case
def reads_versions_and_discovery():
    assert client.VersionApi().get_code().major == "1"
    groups = [group.name for group in client.ApisApi().get_api_versions().groups]
    assert {"apps", "batch", "policy", "networking.k8s.io"} <= set(groups), groups
    names = [resource.name for resource in client.CoreV1Api().get_api_resources().resources]
    assert "pods/exec" in names and "configmaps" in names, names


@case
def creates_reads_patches_lists_and_deletes_many_kinds():
    for api, noun, body in objects():
        name = "py-" + noun.replace("_", "-")
        body.metadata = meta(name, labels={"made": "py"})
        created = getattr(api, "create_namespaced_" + noun)(NS, body)
        assert created.metadata.uid and created.metadata.creation_timestamp.tzinfo, noun
        read = getattr(api, "read_namespaced_" + noun)
        assert read(name, NS).metadata.uid == created.metadata.uid, noun
        patch = {"metadata": {"annotations": {"by": "python"}}}
        patched = getattr(api, "patch_namespaced_" + noun)(name, NS, patch)
        assert patched.metadata.annotations["by"] == "python", noun
        fresh = read(name, NS)
        fresh.metadata.labels["round"] = "trip"
        replaced = getattr(api, "replace_namespaced_" + noun)(name, NS, fresh)
        assert replaced.metadata.labels["round"] == "trip", noun
        listed = getattr(api, "list_namespaced_" + noun)(NS, label_selector="made=py")
        assert name in [item.metadata.name for item in listed.items], noun
        getattr(api, "delete_namespaced_" + noun)(name, NS, propagation_policy="Background")
    for api, noun, _ in objects():
        name = "py-" + noun.replace("_", "-")
        def gone(read=getattr(api, "read_namespaced_" + noun), name=name):
            try:
                read(name, NS)
            except ApiException as error:
                return error.status == 404
        until(gone, name + " to go")


@case
def patches_in_every_form():
    core, apps = client.CoreV1Api(), client.AppsV1Api()
    core.create_namespaced_config_map(NS, client.V1ConfigMap(metadata=meta("patched"), data={"a": "1", "b": "2"}))
    merged = core.patch_namespaced_config_map("patched", NS, {"data": {"a": None, "c": "3"}})
    assert merged.data == {"b": "2", "c": "3"}, merged.data
    listed = core.patch_namespaced_config_map("patched", NS, [
        {"op": "test", "path": "/data/b", "value": "2"}, {"op": "replace", "path": "/data/b", "value": "4"}])
    assert listed.data == {"b": "4", "c": "3"}, listed.data
    body = refused(422, core.patch_namespaced_config_map, "patched", NS,
                   [{"op": "test", "path": "/data/b", "value": "wrong"}])
    assert body["reason"] == "Invalid", body
    spec = client.V1DeploymentSpec(replicas=0, selector=client.V1LabelSelector(match_labels={"p": "1"}),
                                   template=template({"p": "1"}))
    apps.create_namespaced_deployment(NS, client.V1Deployment(metadata=meta("patched"), spec=spec))
    sidecar = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "busybox"}]}}}}
    strategic = apps.patch_namespaced_deployment("patched", NS, sidecar)
    assert {c.name for c in strategic.spec.template.spec.containers} == {"main", "side"}
    scale = apps.patch_namespaced_deployment_scale("patched", NS, {"spec": {"replicas": 2}})
    assert scale.spec.replicas == 2
    apps.delete_namespaced_deployment("patched", NS)


@case
def continues_a_list_in_pages():
    core = client.CoreV1Api()
    for number in range(7):
        core.create_namespaced_config_map(NS, client.V1ConfigMap(metadata=meta("page-%d" % number,
                                                                               labels={"paged": "yes"})))
    names, token, rest = [], None, []
    while True:
        page = core.list_namespaced_config_map(NS, label_selector="paged=yes", limit=3, _continue=token)
        names += [item.metadata.name for item in page.items]
        rest.append(page.metadata.remaining_item_count)
        token = page.metadata._continue
        if not token:
            break
    # With a selector the count of the rest is not told.
    assert names == ["page-%d" % number for number in range(7)] and rest == [None] * 3, (names, rest)
    refused(400, core.list_namespaced_config_map, NS, limit=3, _continue="nonsense")


@case
def watches_from_a_version_and_resumes():
    core = client.CoreV1Api()
    start = core.list_namespaced_config_map(NS).metadata.resource_version
    core.create_namespaced_config_map(NS, client.V1ConfigMap(metadata=meta("watched"), data={"n": "1"}))
    core.patch_namespaced_config_map("watched", NS, {"data": {"n": "2"}})
    core.delete_namespaced_config_map("watched", NS)
    def told(version, stop):
        watcher, seen = watch.Watch(), []
        for event in watcher.stream(core.list_namespaced_config_map, NS, resource_version=version,
                                    field_selector="metadata.name=watched", timeout_seconds=10):
            seen.append((event["type"], event["object"].data["n"], event["object"].metadata.resource_version))
            if event["type"] == stop:
                watcher.stop()
        return seen
    seen = told(start, "DELETED")
    assert [(kind, data) for kind, data, _ in seen] == [("ADDED", "1"), ("MODIFIED", "2"), ("DELETED", "2")], seen
    versions = [int(version) for _, _, version in seen]
    assert versions == sorted(set(versions)), versions
    assert told(seen[0][2], "DELETED") == seen[1:]


@case
def keeps_a_cache_by_listing_and_watching():
    core, cache, stop = client.CoreV1Api(), {}, threading.Event()
    listed = core.list_namespaced_pod(NS, label_selector="cached=yes")
    def follow(version=listed.metadata.resource_version):
        while not stop.is_set():
            watcher = watch.Watch()
            for event in watcher.stream(core.list_namespaced_pod, NS, label_selector="cached=yes",
                                        resource_version=version, timeout_seconds=2, allow_watch_bookmarks=True):
                if event["type"] == "BOOKMARK":
                    version = event["raw_object"]["metadata"]["resourceVersion"]
                    continue
                item = event["object"]
                version = item.metadata.resource_version
                if event["type"] == "DELETED":
                    cache.pop(item.metadata.name, None)
                else:
                    cache[item.metadata.name] = item.status.phase
    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    for name in ("cached-1", "cached-2"):
        core.create_namespaced_pod(NS, pod(name, "sleep 3600", {"cached": "yes"}))
    until(lambda: cache == {"cached-1": "Running", "cached-2": "Running"}, "both pods in the cache")
    core.delete_namespaced_pod("cached-1", NS, grace_period_seconds=0)
    until(lambda: cache == {"cached-2": "Running"}, "one pod in the cache")
    core.delete_namespaced_pod("cached-2", NS, grace_period_seconds=0)
    stop.set()
    thread.join(5)


@case
def tells_refusals_as_statuses():
    core, apps = client.CoreV1Api(), client.AppsV1Api()
    missing = refused(404, core.read_namespaced_pod, "nothing", NS)
    assert missing["message"] == 'pods "nothing" not found' and missing["reason"] == "NotFound", missing
    assert missing["details"] == {"name": "nothing", "kind": "pods"}, missing
    core.create_namespaced_config_map(NS, client.V1ConfigMap(metadata=meta("taken")))
    twice = refused(409, core.create_namespaced_config_map, NS, client.V1ConfigMap(metadata=meta("taken")))
    assert twice["message"] == 'configmaps "taken" already exists' and twice["reason"] == "AlreadyExists", twice
    stale = core.read_namespaced_config_map("taken", NS)
    core.patch_namespaced_config_map("taken", NS, {"data": {"x": "y"}})
    conflict = refused(409, core.replace_namespaced_config_map, "taken", NS, stale)
    assert conflict["message"].endswith("the object has been modified; please apply your changes to the latest "
                                        "version and try again"), conflict
    spec = client.V1DeploymentSpec(replicas=-1, selector=client.V1LabelSelector(match_labels={"a": "b"}),
                                   template=template({"a": "other"}))
    invalid = refused(422, apps.create_namespaced_deployment, NS, client.V1Deployment(metadata=meta("Bad"), spec=spec))
    fields = [cause["field"] for cause in invalid["details"]["causes"]]
    assert fields == ["metadata.name", "spec.replicas", "spec.template.metadata.labels"], fields
    bad = refused(400, core.create_namespaced_config_map, NS, {"metadata": {"name": "typed"}, "data": {"a": 1}})
    assert bad["reason"] == "BadRequest" and "cannot unmarshal number" in bad["message"], bad
    refused(400, core.list_namespaced_pod, NS, label_selector="a in (")


@case
def runs_commands_in_a_pod():
    core = client.CoreV1Api()
    core.create_namespaced_pod(NS, pod("box", "for i in 1 2 3; do echo line $i; done; sleep 3600"))
    running("box")
    options = dict(stderr=True, stdin=False, stdout=True, tty=False)
    command = ["sh", "-c", "echo out; echo err >&2"]
    said = stream(core.connect_get_namespaced_pod_exec, "box", NS, command=command, **options)
    assert sorted(said.split()) == ["err", "out"], said
    options["stdin"] = True
    shell = stream(core.connect_get_namespaced_pod_exec, "box", NS, command=["sh"], _preload_content=False, **options)
    shell.write_stdin("echo typed; echo wrong >&2; exit 3\n")
    shell.run_forever(timeout=10)
    assert shell.read_stdout() == "typed\n" and shell.read_stderr() == "wrong\n"
    assert shell.returncode == 3, shell.returncode
    shell.close()


@case
def reads_and_follows_logs():
    core = client.CoreV1Api()
    read = core.read_namespaced_pod_log
    until(lambda: read("box", NS) == "line 1\nline 2\nline 3\n", "the log")
    assert read("box", NS, tail_lines=1) == "line 3\n"
    assert read("box", NS, container="main", limit_bytes=6) == "line 1"
    core.create_namespaced_pod(NS, pod("ticker", "for i in 1 2 3; do echo tick $i; sleep 0.2; done; sleep 3600"))
    running("ticker")
    seen, watcher = [], watch.Watch()
    for line in watcher.stream(read, name="ticker", namespace=NS):
        seen.append(line)
        if len(seen) == 3:
            watcher.stop()
    assert seen == ["tick 1", "tick 2", "tick 3"], seen


@case
def forwards_a_port():
    core = client.CoreV1Api()
    container = client.V1Container(name="web", image="nginx", ports=[client.V1ContainerPort(container_port=80)])
    core.create_namespaced_pod(NS, client.V1Pod(metadata=meta("web"),
                                                spec=client.V1PodSpec(containers=[container])))
    running("web")
    forwarded = portforward(core.connect_get_namespaced_pod_portforward, "web", NS, ports="80")
    connection = forwarded.socket(80)
    connection.settimeout(10)
    connection.sendall(b"GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n")
    answer = b""
    while b"</html>" not in answer:
        part = connection.recv(4096)
        if not part:
            break
        answer += part
    connection.close()
    assert answer.startswith(b"HTTP/1.1 200 OK") and b"Welcome to nginx!" in answer, answer
    assert forwarded.error(80) is None, forwarded.error(80)


@case
def works_dynamically():
    api = dynamic.DynamicClient(client.ApiClient())
    deployments = api.resources.get(api_version="apps/v1", kind="Deployment")
    labels = {"app": "dynamic"}
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "dynamic"},
            "spec": {"replicas": 1, "selector": {"matchLabels": labels},
                     "template": {"metadata": {"labels": labels},
                                  "spec": {"containers": [{"name": "c", "image": "nginx"}]}}}}
    assert deployments.create(body=body, namespace=NS).spec.strategy.type == "RollingUpdate"
    until(lambda: deployments.get(name="dynamic", namespace=NS).status.readyReplicas == 1, "a ready replica")
    patch = {"metadata": {"labels": {"patched": "yes"}}}
    deployments.patch(body=patch, name="dynamic", namespace=NS, content_type="application/merge-patch+json")
    assert [item.metadata.name for item in deployments.get(namespace=NS, label_selector="patched").items] == ["dynamic"]
    apply = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "dynamic", "labels": {"who": "py"}}}
    # This version of the client sends what it applies only as a text.
    applied = deployments.server_side_apply(body=json.dumps(apply), name="dynamic", namespace=NS, field_manager="py")
    assert applied.metadata.labels.who == "py"
    assert "py" in [entry.manager for entry in applied.metadata.managedFields]
    for event in deployments.watch(namespace=NS, field_selector="metadata.name=dynamic", timeout=5):
        assert event["type"] == "ADDED" and event["object"].metadata.name == "dynamic", event
        break
    deployments.delete(name="dynamic", namespace=NS)
    kinds = {resource.kind for resource in api.resources.search(group="batch")}
    assert {"Job", "CronJob"} <= kinds, kinds


@case
def creates_from_yaml_objects():
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "from-yaml", "namespace": NS},
               "spec": {"ports": [{"port": 80}]}}
    utils.create_from_dict(client.ApiClient(), service)
    try:
        utils.create_from_dict(client.ApiClient(), service)
    except utils.FailToCreateError as error:
        assert error.api_exceptions[0].status == 409, error
    else:
        raise AssertionError("created twice")


@case
def elects_a_leader():
    # One step at a time: the second gets its turn only when the first stops renewing.
    def candidate(identity):
        lock = ConfigMapLock("lead", NS, identity)
        return leaderelection.LeaderElection(electionconfig.Config(
            lock, lease_duration=4, renew_deadline=3, retry_period=2,
            onstarted_leading=print, onstopped_leading=print))
    first, second = candidate("one"), candidate("two")
    assert first.try_acquire_or_renew() and first.try_acquire_or_renew()
    assert not second.try_acquire_or_renew()
    record = client.CoreV1Api().read_namespaced_config_map("lead", NS).metadata.annotations
    assert json.loads(record["control-plane.alpha.kubernetes.io/leader"])["holderIdentity"] == "one", record
    until(second.try_acquire_or_renew, "the lease to run out", 10)
    assert not first.try_acquire_or_renew()


@case
def asks_what_it_may_do():
    attributes = client.V1ResourceAttributes(namespace=NS, verb="delete", resource="pods")
    auth = client.AuthorizationV1Api()
    own = auth.create_self_subject_access_review(client.V1SelfSubjectAccessReview(
        spec=client.V1SelfSubjectAccessReviewSpec(resource_attributes=attributes)))
    assert own.status.allowed is True
    other = auth.create_subject_access_review(client.V1SubjectAccessReview(
        spec=client.V1SubjectAccessReviewSpec(user="nobody", resource_attributes=attributes)))
    assert other.status.allowed is False
    token = client.CoreV1Api().create_namespaced_service_account_token("default", NS, client.AuthenticationV1TokenRequest(
        spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=600))).status.token
    settings = client.Configuration.get_default_copy()
    settings.cert_file = settings.key_file = None
    settings.api_key = {"authorization": "Bearer " + token}
    as_account = client.CoreV1Api(client.ApiClient(settings))
    body = refused(403, as_account.list_namespaced_pod, NS)
    assert body["message"] == ('pods is forbidden: User "system:serviceaccount:%s:default" cannot list resource '
                               '"pods" in API group "" in the namespace "%s"' % (NS, NS)), body


@case
def deletes_collections():
    core = client.CoreV1Api()
    core.delete_collection_namespaced_config_map(NS, label_selector="paged=yes")
    assert core.list_namespaced_config_map(NS, label_selector="paged=yes").items == []
    core.delete_collection_namespaced_pod(NS, grace_period_seconds=0)


def main():
    config.load_kube_config(config_file=KUBECONFIG)
    for function in CASES:
        error = None
        try:
            function()
        except (Exception, SystemExit):  # the client library itself ends the process on bad settings
            error = traceback.format_exc()
        print(json.dumps({"case": function.__name__.replace("_", " "), "error": error}), flush=True)


main()
# The threads of forwarded ports and of unfinished cases must not hold the process.
os._exit(0)
