#!/usr/bin/env bash
# real-computer.sh OUTSIDE: a computer of its own for `real-computer.ts`, over a throw-away layer of this one's
# files. Each line of input starts it once; it says "up PID" then, and "down" when its first process has ended.
# OUTSIDE is a folder in /tmp that the computer must not see: systemd empties /tmp when it starts.
set -euo pipefail
outside=$1
control=$(findmnt --noheadings --first-only --types cgroup2 --output TARGET)
group="$control/clawtray-computer-$$"
layers=/mnt

mount -t tmpfs -o mode=755 tmpfs "$layers"
mkdir "$layers/upper" "$layers/work" "$layers/root"

start() {
  mkdir -p "$group"
  # shellcheck disable=SC2016 # expanded inside
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    exec unshare --cgroup --mount --pid --ipc --uts --fork --kill-child --propagation private bash -euc '
      layers=$1 outside=$2 root=$1/root
      mount -t overlay overlay -o "lowerdir=/,upperdir=$layers/upper,workdir=$layers/work" "$root"
      mount -t proc proc "$root/proc"
      # What is the kernel'"'"'s stays as it is.
      mount --bind "$root/proc/sys" "$root/proc/sys"
      mount -o remount,bind,ro "$root/proc/sys"
      mount -t sysfs -o ro sysfs "$root/sys"
      mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
      for folder in tmp run var/tmp dev; do mount -t tmpfs -o mode=755 tmpfs "$root/$folder"; done
      chmod 1777 "$root/tmp" "$root/var/tmp"
      node() { mknod -m 666 "$root/dev/$1" c "$2" "$3"; }
      node null 1 3; node zero 1 5; node full 1 7; node random 1 8; node urandom 1 9; node tty 5 0
      mkdir "$root/dev/pts" "$root/dev/shm"
      mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
      mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
      ln -s pts/ptmx "$root/dev/ptmx"
      ln -s /proc/self/fd "$root/dev/fd"
      mkdir -p "$root/var/log/journal" "$root/before"
      cd "$root"
      pivot_root . before
      umount --lazy /before
      if [ -e "$outside" ] || touch /proc/sys/kernel/hostname 2>/dev/null; then
        echo "the computer is not one of its own: not started" >&2
        exit 1
      fi
      for unit in systemd-sysctl systemd-modules-load systemd-udevd systemd-udev-trigger systemd-random-seed \
        systemd-remount-fs systemd-binfmt systemd-timesyncd kmod-static-nodes; do
        ln -sfn /dev/null "/etc/systemd/system/$unit.service"
      done
      # Nothing this computer has enabled is started a second time: only what a session needs.
      if [ ! -e /etc/clawtray-computer ]; then
        rm -rf /etc/systemd/system/*.wants
        touch /etc/clawtray-computer
      fi
      for unit in sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount dev-hugepages.mount \
        sys-fs-fuse-connections.mount dev-mqueue.mount proc-sys-fs-binfmt_misc.automount tmp.mount getty.target; do
        ln -sfn /dev/null "/etc/systemd/system/$unit"
      done
      exec setpriv --bounding-set=-sys_module,-sys_time,-sys_boot,-sys_rawio,-syslog,-wake_alarm --inh-caps=-all \
        env --ignore-environment container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        /lib/systemd/systemd --system --unit=multi-user.target --log-target=null --show-status=0
    ' computer "$layers" "$outside"
  ) &
  local parent=$! first=""
  while kill -0 "$parent" 2>/dev/null && [ -z "$first" ]; do
    first=$(cat "/proc/$parent/task/$parent/children" 2>/dev/null || true)
    [ -n "$first" ] || sleep 0.05
  done
  echo "up ${first% }"
  wait "$parent" || true
  # Everything in it ended with its first process.
  find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
  echo down
}

while read -r _; do start; done
