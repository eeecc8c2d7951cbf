/**
 * The texts that make the inside of a sandbox: the broker (two small sh scripts around socat), the shell's start-up
 * files and the private /etc. Texts, not files, so that they travel in the bundle.
 */

export const STUDENT = 'student';
export const STUDENT_ID = 1000;
export const HOME = `/home/${STUDENT}`;
/** The first cluster's port on the sandbox's loopback; the others follow. */
export const API_PORT = 6443;
/** The web proxy's port on the sandbox's loopback: what leads to the clusters' networks. */
const PROXY_PORT = 3128;
/** Where the session's sockets are seen from inside. */
export const GUEST_RUN = '/run/sealegs';
export const GUEST_BIN = '/opt/sealegs/bin';
/** The kubeconfig as the session began with it, to copy from when one's own is broken. */
export const PRISTINE_KUBECONFIG = '/etc/kubernetes/student.conf';
export const COMPLETION_FILE = 'sealegs/kubectl-completion.bash';

/**
 * The sandbox's first process. `$1` = number of clusters, `$2` = number of tabs. Bridges 127.0.0.1:6443, 6444 ... to the
 * clusters' sockets and the proxy's port to its own, lets socat make a pty for every connection to tabs/sock, then obeys
 * the lab host's lines on stdin: "size TTY ROWS COLS". When the lab host goes, stdin ends, and with this process the whole sandbox.
 */
export const initScript = (
  run: string,
  tab: string,
  ports: { readonly first: number; readonly proxy?: number },
): string => `#!/bin/sh
exec 3>&1
bridge() {
  socat "TCP-LISTEN:$1,bind=127.0.0.1,fork,reuseaddr,nodelay" "UNIX-CONNECT:${run}/api/$2.sock" >/dev/null 2>&1 3>&- &
}
${ports.proxy === undefined ? '' : `bridge ${ports.proxy} proxy\n`}i=0
while [ "$i" -lt "$1" ]; do
  bridge $((${ports.first} + i)) "$i"
  i=$((i + 1))
done
socket=${run}/tabs/sock
socat "UNIX-LISTEN:$socket,fork,unlink-early,backlog=64,max-children=$2" \\
  EXEC:${tab},pty,setsid,ctty,stderr,echo=0 >/dev/null 2>&1 &
while kill -0 $! 2>/dev/null && ! [ -S "$socket" ]; do sleep 0.002; done
echo ready
while read -r verb tty rows cols; do
  [ "$verb" = size ] && stty -F "$tty" rows "$rows" cols "$cols" 2>/dev/null
done
`;

/**
 * One tab, on its own pty. First line in: "ROWS COLS"; first line out: the tty's name, by which the lab host resizes
 * it. The exit status goes to the lab host on file descriptor 3, which the shell never sees.
 */
export const tabScript = (shell: string): string => `#!/bin/sh
read -r rows cols
tty=$(tty)
echo "$tty"
stty sane -ixon rows "$rows" cols "$cols"
unset SOCAT_PID SOCAT_PPID SOCAT_VERSION SOCAT_SOCKADDR SOCAT_SOCKPORT SOCAT_PEERADDR SOCAT_PEERPORT rows cols
cd
${shell} 3>&-
echo "exit $tty $?" >&3
`;

const PROFILE = `# The login shell of every terminal tab.
[ -e ~/.hushlogin ] || cat /etc/motd
if ! [ -s "$KUBECONFIG" ]; then install -D -m 600 ${PRISTINE_KUBECONFIG} "$KUBECONFIG"; fi
. /etc/bash.bashrc
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
`;

/**
 * The prompt's context is read from the kubeconfig by bash itself: running kubectl would cost 40 ms a prompt. The
 * completions are loaded at the first Tab (124 makes bash look again): a third of a shell's start and memory.
 */
const BASHRC = `# Set up for everybody; your own additions belong into ~/.bashrc.
case $- in *i*) ;; *) return ;; esac
shopt -s checkwinsize histappend cmdhist globstar
HISTSIZE=5000 HISTFILESIZE=5000 HISTCONTROL=ignoreboth

__sealegs_prompt() {
  local status=$? key value config=\${KUBECONFIG%%:*} context=
  history -a
  if [[ -r \${config:=$HOME/.kube/config} ]]; then
    while read -r key value; do
      [[ $key == current-context: ]] && context=\${value//\\"/} && break
    done <"$config"
  fi
  local mark='\\[\\e[32m\\]'
  ((status)) && mark='\\[\\e[31m\\]'
  PS1='\\[\\e[1m\\]\\u@\\h\\[\\e[0m\\] \\[\\e[36m\\]('"\${context:-no context}"')\\[\\e[0m\\] \\w '"$mark"'\\$\\[\\e[0m\\] '
}
PROMPT_COMMAND=__sealegs_prompt

alias ls='ls --color=auto' ll='ls -l' grep='grep --color=auto'
alias k=kubectl
__sealegs_load_completion() {
  complete -r -D
  [ -r /usr/share/bash-completion/bash_completion ] && . /usr/share/bash-completion/bash_completion
  if [ -s /etc/${COMPLETION_FILE} ]; then
    . /etc/${COMPLETION_FILE}
    complete -o default -F __start_kubectl k
  fi
  return 124
}
complete -D -F __sealegs_load_completion
`;

const MOTD = `Welcome. kubectl (alias k) knows your cluster, and Tab completes.
Files in ${HOME} are kept. Nothing here reaches the internet.

`;

const INPUTRC = `set bell-style none
set colored-stats on
set show-all-if-ambiguous on
set enable-bracketed-paste on
"\\e[1;5C": forward-word
"\\e[1;5D": backward-word
"\\e[3~": delete-char
"\\e[H": beginning-of-line
"\\e[F": end-of-line
`;

const VIMRC = `set nocompatible backspace=indent,eol,start ruler showcmd hlsearch incsearch
set expandtab shiftwidth=2 softtabstop=2 autoindent nofixendofline viminfo='20,<200
syntax on
filetype plugin on
autocmd FileType yaml setlocal indentkeys-=<:>
`;

/** Files of the private /etc by path below it. `hostname` is the session's first host. */
export function etcFiles(hostname: string): Readonly<Record<string, { text: string; executable?: true }>> {
  return {
    passwd: {
      text: `root:x:0:0:root:/root:/usr/sbin/nologin\n${STUDENT}:x:${STUDENT_ID}:${STUDENT_ID}::${HOME}:/bin/bash\nnobody:x:65534:65534::/:/usr/sbin/nologin\n`,
    },
    group: { text: `root:x:0:\n${STUDENT}:x:${STUDENT_ID}:\nnogroup:x:65534:\n` },
    hosts: { text: `127.0.0.1 localhost ${hostname}\n::1 localhost\n` },
    hostname: { text: `${hostname}\n` },
    'nsswitch.conf': { text: 'passwd: files\ngroup: files\nhosts: files dns\n' },
    'resolv.conf': { text: '# No name server: this host reaches its clusters and nothing else.\n' },
    shells: { text: '/bin/sh\n/bin/bash\n' },
    motd: { text: MOTD },
    profile: { text: PROFILE },
    'bash.bashrc': { text: BASHRC },
    inputrc: { text: INPUTRC },
    'vim/vimrc': { text: VIMRC },
    'sealegs/init': {
      text: initScript(GUEST_RUN, '/etc/sealegs/tab', { first: API_PORT, proxy: PROXY_PORT }),
      executable: true,
    },
    'sealegs/tab': { text: tabScript('bash -l'), executable: true },
  };
}

const PROXY = `http://127.0.0.1:${PROXY_PORT}`;
const DIRECT = 'localhost,127.0.0.1,::1';
/** What leads curl and others to node ports, load balancers and Ingresses; forwarded ports are reached without. */
const PROXY_ENVIRONMENT: Readonly<Record<string, string>> = {
  http_proxy: PROXY,
  https_proxy: PROXY,
  HTTP_PROXY: PROXY,
  HTTPS_PROXY: PROXY,
  no_proxy: DIRECT,
  NO_PROXY: DIRECT,
};

/** The environment of a terminal's shell. */
export const SHELL_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: `${GUEST_BIN}:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin`,
  HOME,
  USER: STUDENT,
  LOGNAME: STUDENT,
  SHELL: '/bin/bash',
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  LANG: 'C.UTF-8',
  EDITOR: 'vim',
  KUBECONFIG: `${HOME}/.kube/config`,
};

/** The environment of every process inside; the sandbox itself is started with none. */
export const GUEST_ENVIRONMENT: Readonly<Record<string, string>> = {
  ...SHELL_ENVIRONMENT,
  ...PROXY_ENVIRONMENT,
};
