/**
 * A filter for system calls that no name space holds back (seccomp(2), classic BPF, Linux). Sockets other than
 * those of the internet cannot be made: a socket in the file system can be connected to through a read-only mount,
 * and one without a name from every process that shares the network. The rest takes away the kernel's key rings,
 * further name spaces, mounts, rings that make calls past this filter, and typing into a terminal.
 */

interface Machine {
  /** AUDIT_ARCH_*. */
  readonly audit: number;
  readonly socket: number;
  readonly ioctl: number;
  readonly clone: number;
  readonly refused: readonly number[];
}

/** Added after the numbers became the same everywhere. */
const refusedEverywhere: readonly number[] = [
  425, // io_uring_setup
  426, // io_uring_enter
  427, // io_uring_register
  428, // open_tree
  429, // move_mount
  430, // fsopen
  431, // fsconfig
  432, // fsmount
  433, // fspick
  435, // clone3: its flags cannot be looked at, and clone is used instead
  438, // pidfd_getfd
  442, // mount_setattr
];

const machines: Readonly<Partial<Record<NodeJS.Architecture, Machine>>> = {
  x64: {
    audit: 0xc000003e,
    socket: 41,
    ioctl: 16,
    clone: 56,
    refused: [
      103, // syslog
      134, // uselib
      154, // modify_ldt
      155, // pivot_root
      161, // chroot
      163, // acct
      165, // mount
      166, // umount2
      167, // swapon
      168, // swapoff
      169, // reboot
      172, // iopl
      173, // ioperm
      175, // init_module
      176, // delete_module
      179, // quotactl
      212, // lookup_dcookie
      246, // kexec_load
      248, // add_key
      249, // request_key
      250, // keyctl
      272, // unshare
      298, // perf_event_open
      300, // fanotify_init
      304, // open_by_handle_at
      308, // setns
      310, // process_vm_readv
      311, // process_vm_writev
      312, // kcmp
      313, // finit_module
      320, // kexec_file_load
      321, // bpf
      323, // userfaultfd
    ],
  },
  arm64: {
    audit: 0xc00000b7,
    socket: 198,
    ioctl: 29,
    clone: 220,
    refused: [
      18, // lookup_dcookie
      39, // umount2
      40, // mount
      41, // pivot_root
      51, // chroot
      60, // quotactl
      89, // acct
      97, // unshare
      104, // kexec_load
      105, // init_module
      106, // delete_module
      116, // syslog
      142, // reboot
      217, // add_key
      218, // request_key
      219, // keyctl
      224, // swapon
      225, // swapoff
      241, // perf_event_open
      262, // fanotify_init
      265, // open_by_handle_at
      268, // setns
      270, // process_vm_readv
      271, // process_vm_writev
      272, // kcmp
      273, // finit_module
      280, // bpf
      282, // userfaultfd
      294, // kexec_file_load
    ],
  },
};

const LOAD = 0x20;
const IF_EQUAL = 0x15;
const IF_AT_LEAST = 0x35;
const IF_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const refuseWith = (errno: number): number => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** Offsets into struct seccomp_data, little endian. */
const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST = 16;
const SECOND = 24;

const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const CLONE_NEWUSER = 0x10000000;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
/** Calls of the x32 ABI, which nothing in use makes. */
const X32 = 0x40000000;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

const refuse = (errno: number): Instruction => [RETURN, 0, 0, refuseWith(errno)];

function instructionsFor({ audit, socket, ioctl, clone, refused }: Machine): readonly Instruction[] {
  const denied = [...refused, ...refusedEverywhere].flatMap((number): Instruction[] => [
    [IF_EQUAL, 0, 1, number],
    // clone3 is asked for by every new thread: "not there" makes the C library use clone.
    refuse(number === 435 ? ENOSYS : EPERM),
  ]);
  return [
    [LOAD, 0, 0, ARCHITECTURE],
    [IF_EQUAL, 1, 0, audit],
    refuse(ENOSYS),
    [LOAD, 0, 0, NUMBER],
    [IF_AT_LEAST, 0, 1, X32],
    refuse(ENOSYS),
    [IF_EQUAL, 0, 6, socket],
    [LOAD, 0, 0, FIRST],
    [IF_EQUAL, 3, 0, AF_INET],
    [IF_EQUAL, 2, 0, AF_INET6],
    [IF_EQUAL, 1, 0, AF_NETLINK],
    refuse(EAFNOSUPPORT),
    [RETURN, 0, 0, ALLOW],
    [IF_EQUAL, 0, 5, ioctl],
    [LOAD, 0, 0, SECOND],
    [IF_EQUAL, 1, 0, TIOCSTI],
    [IF_EQUAL, 0, 1, TIOCLINUX],
    refuse(EPERM),
    [RETURN, 0, 0, ALLOW],
    [IF_EQUAL, 0, 4, clone],
    [LOAD, 0, 0, FIRST],
    [IF_ANY_BIT, 0, 1, CLONE_NEWUSER],
    refuse(EPERM),
    [RETURN, 0, 0, ALLOW],
    ...denied,
    [RETURN, 0, 0, ALLOW],
  ];
}

/** The filter as the kernel takes it; null for a machine whose calls are not known here. Pure. */
export function seccompFilter(architecture: NodeJS.Architecture): Buffer | null {
  const machine = machines[architecture];
  if (machine === undefined) return null;
  const instructions = instructionsFor(machine);
  const bytes = Buffer.alloc(instructions.length * 8);
  instructions.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  });
  return bytes;
}
