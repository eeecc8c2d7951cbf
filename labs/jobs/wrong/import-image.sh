# fails: import-image
# It completes, but with another image.
set -e
cat > parts.yaml <<'YAML'
apiVersion: batch/v1
kind: Job
metadata:
  name: parts
spec:
  completions: 4
  parallelism: 2
  completionMode: Indexed
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: part
          image: busybox:1.36
          command: [sh, -c, "echo part $JOB_COMPLETION_INDEX"]
YAML
kubectl apply -f parts.yaml
kubectl wait --for=condition=Complete job/parts --timeout=60s
kubectl create cronjob report --image=busybox:1.36 --schedule='*/5 * * * *' -- echo report written
kubectl patch cronjob report -p '{"spec":{"concurrencyPolicy":"Forbid","successfulJobsHistoryLimit":2}}'
kubectl create job report-now --from=cronjob/report
kubectl wait --for=condition=Complete job/report-now --timeout=60s
kubectl delete job import
kubectl create job import --image=alpine:3.22 -- echo importing orders
kubectl wait --for=condition=Complete job/import --timeout=60s
