/**
 * One try to get out of a cage. `$HOME`, `$WORK`, `$STATE`, `$ROOT`, `$PORT` and `$PID` (a program outside that stands
 * for the node) are filled in.
 */
export interface Escape {
  readonly name: string;
  readonly text: string;
  /** What must not be there afterwards. */
  readonly marker?: string;
  /** What must not be in the output. */
  readonly secret?: string;
  readonly network?: boolean;
  /**
   * What the programs of the try say when they are held back. For tries that cannot be shown to succeed outside,
   * because they would harm this computer, or need more than it allows anybody: it shows that they were made.
   */
  readonly refusal?: RegExp;
}

const python = (code: string): string => `/usr/bin/python3 -c '${code}'`;

export const escapes: readonly Escape[] = [
  { name: "writes beside its folder", text: "echo x > $ROOT/marker", marker: "$ROOT/marker" },
  { name: "writes into the home directory", text: "echo x > $HOME/marker", marker: "$HOME/marker" },
  {
    name: "writes into /usr",
    text: "echo x > /usr/clawtray-marker",
    marker: "/usr/clawtray-marker",
    refusal: /Read-only file system|cannot create/,
  },
  {
    name: "writes into /etc",
    text: "echo x > /etc/clawtray-marker",
    marker: "/etc/clawtray-marker",
    refusal: /Read-only file system|cannot create/,
  },
  {
    name: "writes into the temporary folder of all",
    text: "echo x > /tmp/clawtray-marker",
    marker: "/tmp/clawtray-marker",
  },
  {
    name: "writes into shared memory of all",
    text: "echo x > /dev/shm/clawtray-marker",
    marker: "/dev/shm/clawtray-marker",
  },
  {
    name: "leaves a program with the rights of its owner behind, by chmod",
    text: "cp /bin/true $WORK/mine && chmod 4755 $WORK/mine; test -u $WORK/mine && touch $WORK/marker",
    marker: "$WORK/marker",
  },
  {
    name: "leaves a program with the rights of its group behind, by install",
    text: "install -m 2755 /bin/true $WORK/mine; test -g $WORK/mine && touch $WORK/marker",
    marker: "$WORK/marker",
  },
  {
    name: "leaves a program with the rights of its owner behind, made with that mode",
    text: `${python('import os; os.umask(0); os.open("mine", os.O_CREAT | os.O_WRONLY, 0o4755)')}; test -u mine && touch marker`,
    marker: "$WORK/marker",
  },
  {
    name: "leaves a program with the rights of its owner behind, by mknod",
    text: `${python('import os, stat; os.umask(0); os.mknod("mine", stat.S_IFREG | 0o4755)')}; test -u mine && touch marker`,
    marker: "$WORK/marker",
  },
  {
    name: "adds to a start-up file",
    text: "echo 'touch marker' >> $HOME/.bashrc; touch $HOME/.profile",
    marker: "$HOME/.profile",
  },
  {
    name: "makes an autostart entry",
    text: "mkdir -p $HOME/.config/autostart && touch $HOME/.config/autostart/x",
    marker: "$HOME/.config/autostart",
  },
  {
    name: "puts a program on the search path",
    text: "mkdir -p $HOME/.local/bin; touch $HOME/.local/bin/git",
    marker: "$HOME/.local/bin/git",
  },
  { name: "reads the state folder", text: "cat $STATE/keys.json", secret: "SECRET-STATE" },
  { name: "reads an ssh key", text: "cat $HOME/.ssh/id_ed25519", secret: "SECRET-SSH" },
  { name: "reads a key that lies open", text: "cat $HOME/server.pem", secret: "SECRET-PEM" },
  {
    name: "reads cloud credentials",
    text: "cat $HOME/.aws/credentials $HOME/.kube/config $HOME/.netrc $HOME/.npmrc $HOME/.docker/config.json",
    secret: "SECRET-CLOUD",
  },
  { name: "reads a token in git's settings", text: "cat $HOME/.gitconfig", secret: "SECRET-GIT" },
  { name: "reads a browser's profile", text: "cat $HOME/.mozilla/x $HOME/snap/x", secret: "SECRET-BROWSER" },
  { name: "reads mail", text: "cat $HOME/Maildir/x", secret: "SECRET-MAIL" },
  {
    name: "reads another one's home",
    text: "ls -a /home /root",
    secret: ".bashrc",
    refusal: /cannot (open directory|access) '\/root'/,
  },
  {
    name: "reads passwords of the system",
    text: "cat /etc/shadow",
    secret: "root:",
    refusal: /^ALIVE\n$|Permission denied/,
  },
  {
    name: "reads the node's environment",
    text: "cat /proc/$PID/environ /proc/1/environ; cat /proc/[0-9]*/environ",
    secret: "SECRET-OF-NODE",
  },
  { name: "sees the node's processes", text: "cat /proc/[0-9]*/cmdline", secret: "SECRET-WORDS" },
  {
    name: "reads the node's open files",
    text: "ls -l /proc/$PID/fd; ls -l /proc/$PID/root",
    secret: "pipe:",
  },
  {
    name: "makes a link to a file outside and writes through it",
    text: "ln -s $HOME/victim w; echo x > w; cat $HOME/victim; grep -q x $HOME/victim && touch leaked",
    marker: "$WORK/leaked",
  },
  {
    name: "makes a hard link to a file outside",
    text: "ln $HOME/docs/victim hard && echo x > hard && touch linked",
    marker: "$WORK/linked",
  },
  {
    name: "moves its own folder away",
    text: "cd /; mv $WORK $WORK.away && ln -s $HOME $WORK && touch $WORK/marker",
    marker: "$HOME/marker",
  },
  {
    name: "mounts something",
    text: "mount -t tmpfs x $WORK && touch $WORK/marker; mount -o remount,rw / && echo x > $HOME/marker",
    marker: "$HOME/marker",
    refusal: /permission denied|must be superuser|not permitted/i,
  },
  {
    name: "unmounts what covers the home directory",
    text: "umount -l $HOME/.ssh $HOME; cat $HOME/.ssh/id_ed25519",
    secret: "SECRET-SSH",
    refusal: /must be superuser|not permitted|permission denied/i,
  },
  {
    name: "makes name spaces of its own",
    text: "unshare -Ur true && touch spaces; unshare -m true && touch spaces",
    marker: "$WORK/spaces",
    refusal: /unshare failed: Operation not permitted/,
  },
  {
    name: "goes into the node's name spaces",
    text: "nsenter -t $PID -m touch $ROOT/marker",
    marker: "$ROOT/marker",
    refusal: /nsenter: .*(No such file|not permitted|denied)/,
  },
  {
    name: "changes the root",
    text: "/usr/sbin/chroot /proc/1/root cat $HOME/.ssh/id_ed25519",
    secret: "SECRET-SSH",
    refusal: /chroot: .*(not permitted|No such file)/,
  },
  { name: "ends the node", text: "kill -9 $PID && echo ENDED", secret: "ENDED" },
  {
    name: "traces the node",
    text: python(
      'import ctypes,os; l=ctypes.CDLL(None); r=l.ptrace(16,$PID,0,0); print("TRACED" if r==0 else r)',
    ),
    secret: "TRACED",
  },
  {
    name: "reads the node's memory",
    text: python(
      'import re; p="/proc/$PID/"; a=int(open(p+"maps").readline().split("-")[0],16); f=open(p+"mem","rb"); f.seek(a); f.read(1); print("MEMORY")',
    ),
    secret: "MEMORY",
  },
  {
    name: "talks to a socket in a folder it may read",
    text: python(
      'import socket; s=socket.socket(socket.AF_UNIX); s.connect("$HOME/docs/service.sock"); print("CONNECTED")',
    ),
    secret: "CONNECTED",
  },
  {
    name: "talks to a socket in its own folder",
    text: python(
      'import socket; s=socket.socket(socket.AF_UNIX); s.connect("$WORK/service.sock"); print("CONNECTED")',
    ),
    secret: "CONNECTED",
  },
  {
    name: "talks to a socket without a name, with the network",
    network: true,
    text: python(
      'import socket; s=socket.socket(socket.AF_UNIX); s.connect("\\0clawtray-cage-$PID"); print("CONNECTED")',
    ),
    secret: "CONNECTED",
  },
  {
    name: "finds Docker, the session bus or the display",
    text: "for f in /var/run/docker.sock /run/docker.sock /run/user /run/dbus /tmp/.X11-unix; do ls -d $f && echo FOUND; done",
    secret: "FOUND",
    refusal: /cannot access '\/run\/docker.sock'/,
  },
  { name: "finds the session in its environment", text: "env", secret: "SECRET-ENVIRONMENT" },
  {
    name: "reaches this computer's own services",
    text: python('import socket; socket.create_connection(("127.0.0.1",$PORT),2); print("CONNECTED")'),
    secret: "CONNECTED",
  },
  {
    name: "asks the kernel's key ring",
    text: python(
      'import ctypes; l=ctypes.CDLL(None,use_errno=True); r=l.syscall(250,0,-3,1); print("RING" if r>=0 else ctypes.get_errno())',
    ),
    secret: "RING",
    refusal: /^1$/m,
  },
  {
    name: "makes a ring that passes by the filter",
    text: python(
      'import ctypes; b=ctypes.create_string_buffer(256); r=ctypes.CDLL(None).syscall(425,8,b); print("RING" if r>=0 else r)',
    ),
    secret: "RING",
    refusal: /^-1$/m,
  },
  {
    name: "types into a terminal",
    text: python('import fcntl,os,pty; m,s=pty.openpty(); fcntl.ioctl(s,0x5412,b"x"); print("TYPED")'),
    secret: "TYPED",
    refusal: /PermissionError/,
  },
  {
    name: "finds descriptors left open",
    text: "for f in /proc/self/fd/*; do readlink $f; done",
    secret: "clawtray-cage",
    refusal: /^\/dev\/null$/m,
  },
  {
    name: "finds disks and memory among the devices",
    text: "for f in /dev/vda /dev/sda /dev/nvme0 /dev/mem /dev/kvm /dev/fuse /dev/net; do ls -d $f && echo FOUND; done; head -c1 /dev/kcore && echo FOUND",
    secret: "FOUND",
    refusal: /cannot access '\/dev\/mem'/,
  },
  {
    name: "writes what the kernel runs",
    text: "cat /proc/sys/kernel/core_pattern > /tmp/v && cat /tmp/v > /proc/sys/kernel/core_pattern && echo WROTE; find /proc -maxdepth 4 -type f -writable -not -path '/proc/[0-9]*' -not -path '/proc/self/*' -not -path '/proc/thread-self/*' -not -path '/proc/pressure/*' -printf 'WROTE %p\\n'",
    secret: "WROTE",
    refusal: /core_pattern: (Read-only file system|Permission denied)|cannot create/,
  },
  {
    name: "gains rights by a program of the system",
    text: "cp /bin/sh rooted && chmod 4755 rooted; su -c 'echo GAINED' root",
    secret: "GAINED",
    refusal: /su: /,
  },
  {
    name: "writes a hook into a repository",
    text: "echo 'touch x' > repo/.git/hooks/pre-commit",
    marker: "$WORK/repo/.git/hooks/pre-commit",
  },
  {
    name: "makes the folder of hooks that was missing",
    text: "mkdir -p bare/.git/hooks; echo x > bare/.git/hooks/pre-commit",
    marker: "$WORK/bare/.git/hooks/pre-commit",
  },
  {
    name: "moves a repository's settings away",
    text: "mv repo/.git repo/old && mkdir repo/.git && touch repo/.git/marker",
    marker: "$WORK/repo/.git/marker",
  },
  {
    name: "moves a folder above a repository away",
    text: "mv repo other && mkdir -p repo/.git && touch repo/.git/marker",
    marker: "$WORK/repo/.git/marker",
  },
  {
    name: "points a repository elsewhere",
    text: "mkdir evil; echo ../evil > repo/.git/commondir",
    marker: "$WORK/repo/.git/commondir",
  },
  {
    name: "changes what an editor runs on opening",
    text: "echo x > .vscode/marker",
    marker: "$WORK/.vscode/marker",
  },
  {
    name: "changes what an editor runs on opening a folder further down",
    text: "echo x > deep/1/.vscode/marker",
    marker: "$WORK/deep/1/.vscode/marker",
  },
  {
    name: "writes a hook of a submodule whose name has a slash",
    text: "echo x > repo/.git/modules/libs/inner/hooks/pre-commit",
    marker: "$WORK/repo/.git/modules/libs/inner/hooks/pre-commit",
  },
  {
    name: "writes a hook into a repository deep below",
    text: "echo x > deep/1/2/3/.git/hooks/pre-commit",
    marker: "$WORK/deep/1/2/3/.git/hooks/pre-commit",
  },
  {
    name: "writes a hook into a repository without a working tree",
    text: "echo x > bare.git/hooks/update",
    marker: "$WORK/bare.git/hooks/update",
  },
  {
    name: "replaces settings that a repository includes",
    text: "rm repo/shared.gitconfig; mkdir repo/shared.gitconfig && touch repo/shared.gitconfig/marker",
    marker: "$WORK/repo/shared.gitconfig/marker",
  },
  {
    name: "puts a folder where a repository's pointer to another one would be",
    text: "mkdir -p repo/.git/commondir/x",
    marker: "$WORK/repo/.git/commondir",
  },
  {
    name: "puts a program where the owner's are looked for",
    text: "echo x > tools/bin/ls; mv tools/bin tools/old && mkdir tools/bin && touch tools/bin/ls",
    marker: "$WORK/tools/bin/ls",
  },
];
