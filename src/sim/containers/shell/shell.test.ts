// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts expand parameters so
import { describe, expect, it } from 'vitest';
import { Bench, DEBIAN } from '../testing';

/** Script and what it prints; the language as POSIX has it. */
const PRINTS: readonly [what: string, script: string, out: string][] = [
  ['words and quotes', `a=1; echo "$a" '$a' \\$a "x  y"   z`, '1 $a $a x  y z\n'],
  ['field splitting', 'x="a  b"; for i in $x; do echo "<$i>"; done', '<a>\n<b>\n'],
  ['IFS', 'IFS=:; x=a:b::c; for i in $x; do echo "<$i>"; done', '<a>\n<b>\n<>\n<c>\n'],
  ['"$@" keeps words', `set -- "a b" c; for i in "$@"; do echo "$i"; done; echo $#`, 'a b\nc\n2\n'],
  ['"$*" joins by IFS', `set -- a b; IFS=,; echo "$*"`, 'a,b\n'],
  ['defaults', 'echo ${x:-d} ${x-d}; x=; echo "${x:-d}" "${x-d}" ${x:=v} $x ${x:+set}', 'd d\nd  v v set\n'],
  [
    'pattern removal',
    'f=/a/b.tar.gz; echo ${f##*/} ${f%%.*} ${f#*/} ${f%.gz} ${#f}',
    'b.tar.gz /a/b a/b.tar.gz /a/b.tar 11\n',
  ],
  [
    'arithmetic',
    'i=5; echo $((i*2+1)) $((i>3&&i<9)) $((i++)) $i $((010)) $((0x1f)) $((7/2)) $((-7%3)) $((i?1:2))',
    '11 1 5 6 8 31 3 -1 1\n',
  ],
  ['command substitution', 'echo "$(echo a; echo b)" `echo c`', 'a\nb c\n'],
  ['nested substitution', `echo $(echo $(echo "deep)"))`, 'deep)\n'],
  ['if, elif, else', 'if false; then echo a; elif true; then echo b; else echo c; fi', 'b\n'],
  ['while and break', 'i=0; while true; do i=$((i+1)); [ $i -ge 3 ] && break; done; echo $i', '3\n'],
  [
    'until and continue',
    'i=0; until [ $i = 4 ]; do i=$((i+1)); [ $i = 2 ] && continue; printf "%s " $i; done',
    '1 3 4 ',
  ],
  [
    'case',
    'for x in abc b1 zz; do case $x in a*) echo A;; [bc][0-9]) echo B;; *) echo other;; esac; done',
    'A\nB\nother\n',
  ],
  ['functions', 'f() { local x=in; echo $x $1 $#; return 3; }; x=out; f 1 2; echo $? $x', 'in 1 2\n3 out\n'],
  ['here-document', "x=1; cat <<EOF\na $x $((x+1))\nEOF\ncat <<'E'\n$x\nE", 'a 1 2\n$x\n'],
  ['here-document with tabs', 'cat <<-E\n\ta\n\tE\necho done', 'a\ndone\n'],
  ['pipes', 'echo abc | cat | cat; echo a b c | wc -w', 'abc\n3\n'],
  [
    'redirections',
    'echo a > /tmp/x; echo b >> /tmp/x; cat < /tmp/x; cat /tmp/x /no 2>/dev/null | head -1',
    'a\nb\na\n',
  ],
  ['subshells', 'x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x', '2\n1\n3\n'],
  ['and-or lists', 'true && echo a || echo b; false && echo c || echo d; ! false && echo e', 'a\nd\ne\n'],
  ['status', 'false; echo $?; (exit 7); echo $?; sh -c "exit 9"; echo $?', '1\n7\n9\n'],
  [
    'globs',
    'mkdir /g; touch /g/b /g/a /g/.h; echo /g/*; echo /g/z*; cd /g; echo [ab]',
    '/g/a /g/b\n/g/z*\na b\n',
  ],
  ['background and wait', '(exit 5) & wait $!; echo $?; sleep 0 & wait; echo $?', '5\n0\n'],
  ['subshells in the background, one after the other', '(exit 3) & (exit 4) & wait $!; echo $?', '4\n'],
  ['read', 'printf "a b c\\nd\\n" | while read x y; do echo "[$x][$y]"; done', '[a][b c]\n[d][]\n'],
  ['read leaves the rest', 'printf "1\\n2\\n3\\n" | { read a; cat; }', '2\n3\n'],
  ['exec redirects for good', 'exec > /tmp/o; echo hi; exec >&2; cat /tmp/o >/dev/null; :', ''],
  ['eval', 'x="echo a; echo b"; eval $x', 'a\nb\n'],
  ['trap EXIT', 'trap "echo bye" EXIT; echo hi', 'hi\nbye\n'],
  ['trap and kill', 'trap "echo got" USR1; kill -USR1 $$; echo after', 'got\nafter\n'],
  ['printf', `printf '%s-%03d|%-4s|%x\\n' a 7 b 255; printf '%s\\n' 1 2`, 'a-007|b   |ff\n1\n2\n'],
  ['set -e stops', 'set -e; false || echo kept; false; echo never', 'kept\n'],
  [
    'getopts',
    'set -- -a -b v x; while getopts ab: o; do echo $o $OPTARG; done; shift $((OPTIND-1)); echo $1',
    'a\nb v\nx\n',
  ],
  [
    'a path of an assignment is exported to one command',
    'X=1 sh -c \'echo "[$X]"\'; echo "[$X]"',
    '[1]\n[]\n',
  ],
  ['empty and unset arguments', 'e=; set -- $e "$e"; echo $#', '1\n'],
  ['tilde', 'HOME=/h; echo ~ ~/x "~"', '/h /h/x ~\n'],
  ['comments and line continuation', 'echo a # no\necho b \\\n c', 'a\nb c\n'],
  ['loops in pipes', 'for i in 1 2 3; do echo $i; done | while read n; do echo $((n*n)); done', '1\n4\n9\n'],
];

/** What only bash has. */
const BASH_PRINTS: typeof PRINTS = [
  [
    'arrays',
    'a=(x "y z"); a+=(w); echo ${#a[@]} "${a[1]}"; for i in "${a[@]}"; do echo "<$i>"; done',
    '3 y z\n<x>\n<y z>\n<w>\n',
  ],
  [
    '[[ ]]',
    '[[ abc == a* && ! -f /no ]] && echo yes; [[ v12 =~ ^v([0-9]+)$ ]] && echo ${BASH_REMATCH[1]}',
    'yes\n12\n',
  ],
  ['braces', 'echo {1..3} a{b,c}d', '1 2 3 abd acd\n'],
  ['arithmetic for', 'for ((i=0;i<3;i++)); do printf $i; done', '012'],
  [
    'substring and replacement',
    'x=hello; echo ${x:1:3} ${x/l/L} ${x//l/L} ${x^^}',
    'ell heLlo heLLo HELLO\n',
  ],
  ['here-string and pipefail', 'cat <<< hi; set -o pipefail; false | true; echo $?', 'hi\n1\n'],
];

describe('the shell', () => {
  it.each(PRINTS)('%s', async (_what, script, out) => {
    const result = await new Bench().sh(script);
    expect(result).toMatchObject({ out, err: '' });
  });

  it.each(BASH_PRINTS)('bash: %s', async (_what, script, out) => {
    const result = await new Bench().sh(script, { image: DEBIAN });
    expect(result).toMatchObject({ out, err: '' });
  });

  const SAYS: readonly [script: string, busybox: string, debian: string, exitCode: number][] = [
    ['nosuch', 'sh: nosuch: not found\n', 'bash: line 1: nosuch: command not found\n', 127],
    [
      'cat /no',
      "cat: can't open '/no': No such file or directory\n",
      'cat: /no: No such file or directory\n',
      1,
    ],
    [
      'echo x > /no/x',
      "sh: can't create /no/x: nonexistent directory\n",
      'bash: line 1: /no/x: No such file or directory\n',
      1,
    ],
    ['cat < /no', "sh: can't open /no: no such file\n", 'bash: line 1: /no: No such file or directory\n', 1],
    ['set -u; echo $x', 'sh: x: parameter not set\n', 'bash: line 1: x: unbound variable\n', -1],
    ['if true; then', 'sh: syntax error: unexpected end of file (expecting "then")\n', '', -1],
    [
      'done',
      'sh: syntax error: unexpected "done"\n',
      "bash: -c: line 1: syntax error near unexpected token `done'\n",
      2,
    ],
  ];

  it.each(SAYS)('says what a real shell says of %s', async (script, busybox, debian, exitCode) => {
    const inBusybox = await new Bench().sh(script);
    expect(inBusybox.err).toBe(busybox.replace('(expecting "then")', '(expecting "fi")'));
    if (debian !== '') expect((await new Bench().sh(script, { image: DEBIAN })).err).toBe(debian);
    if (exitCode >= 0) expect(inBusybox.exitCode).toBe(exitCode);
  });
});
