/** The configurations that the images bring. */
// upstream: github.com/fluent/fluentd-docker-image fluent.conf
export const FORWARD_CONF = `<source>
  @type  forward
  @id    input1
  @label @mainstream
  port  24224
</source>

<filter **>
  @type stdout
</filter>

<label @mainstream>
  <match docker.**>
    @type file
    @id   output_docker1
    path         /fluentd/log/docker.*.log
    symlink_path /fluentd/log/docker.log
    append       true
    time_slice_format %Y%m%d
    time_slice_wait   1m
    time_format       %Y%m%dT%H%M%S%z
  </match>
  <match **>
    @type file
    @id   output1
    path         /fluentd/log/data.*.log
    symlink_path /fluentd/log/data.log
    append       true
    time_slice_format %Y%m%d
    time_slice_wait   10m
    time_format       %Y%m%dT%H%M%S%z
  </match>
</label>
`;

/** Nothing until a ConfigMap brings more. */
// upstream: k8s.io/kubernetes cluster/addons/fluentd-elasticsearch/fluentd-es-image/fluent.conf
export const INCLUDE_CONF = `# Do not collect fluentd's own logs to avoid infinite loops.
<match fluent.**>
  @type null
</match>

@include /etc/fluent/config.d/*.conf
`;
