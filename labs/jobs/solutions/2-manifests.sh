# Everything written down; the import keeps its command and gets its file.
set -e
cat > work.yaml <<'YAML'
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
      restartPolicy: OnFailure
      containers:
        - name: main
          image: busybox:1.36
          command: [sh, -c, "sleep 1; echo part $JOB_COMPLETION_INDEX"]
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "*/5 * * * *"
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 2
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: main
              image: busybox:1.36
              command: [echo, report written]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: orders
data:
  orders.csv: |
    1,tea
    2,salt
YAML
kubectl apply -f work.yaml
kubectl create job report-now --from=cronjob/report
kubectl delete job import
cat > import.yaml <<'YAML'
apiVersion: batch/v1
kind: Job
metadata:
  name: import
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      volumes:
        - name: orders
          configMap:
            name: orders
      containers:
        - name: import
          image: busybox:1.36
          command: [sh, -c, "echo importing orders; cat /data/orders.csv"]
          volumeMounts:
            - name: orders
              mountPath: /data
YAML
kubectl apply -f import.yaml
kubectl wait --for=condition=Complete job/parts job/report-now job/import --timeout=60s
