/**
 * A filter for system calls that no namespace holds back (seccomp(2), classic BPF, Linux). Sockets other than internet
 * sockets cannot be created: a socket in the file system can be connected to through a read-only mount, and an abstract
 * one by every process that shares the network. The rest takes away the kernel's keyrings, further namespaces, mounts,
 * io_uring, whose calls bypass this filter, and typing into a terminal. Nor can a file get the setuid or setgid bit: it
 * would stay in a granted folder afterwards, for anybody on this computer to run.
 */

interface Machine {
  /** AUDIT_ARCH_*. */
  readonly audit: number;
  readonly socket: number;
  readonly ioctl: number;
  readonly clone: number;
  /** Calls that give a file its mode, and which of their arguments that is, from 0. */
  readonly setMode: readonly ModeCall[];
  /** Calls that open a file, and create it with a mode if their flags say so. */
  readonly open: readonly (ModeCall & { readonly flags: number })[];
  readonly refused: readonly number[];
}

interface ModeCall {
  readonly number: number;
  readonly mode: number;
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
  437, // openat2: its mode cannot be inspected, and openat is used instead
  435, // clone3: its flags cannot be inspected, and clone is used instead
  438, // pidfd_getfd
  442, // mount_setattr
];

const machines: Readonly<Partial<Record<NodeJS.Architecture, Machine>>> = {
  x64: {
    audit: 0xc000003e,
    socket: 41,
    ioctl: 16,
    clone: 56,
    setMode: [
      { number: 85, mode: 1 }, // creat
      { number: 90, mode: 1 }, // chmod
      { number: 91, mode: 1 }, // fchmod
      { number: 133, mode: 1 }, // mknod
      { number: 259, mode: 2 }, // mknodat
      { number: 268, mode: 2 }, // fchmodat
      { number: 452, mode: 2 }, // fchmodat2
    ],
    open: [
      { number: 2, flags: 1, mode: 2 }, // open
      { number: 257, flags: 2, mode: 3 }, // openat
    ],
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
    setMode: [
      { number: 33, mode: 2 }, // mknodat
      { number: 52, mode: 1 }, // fchmod
      { number: 53, mode: 2 }, // fchmodat
      { number: 452, mode: 2 }, // fchmodat2
    ],
    open: [{ number: 56, flags: 2, mode: 3 }], // openat
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
const argument = (index: number): number => 16 + 8 * index;
const FIRST = argument(0);
const SECOND = argument(1);

const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const CLONE_NEWUSER = 0x10000000;
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
/** S_ISUID and S_ISGID. */
const SET_ID = 0o6000;
/** O_CREAT and O_TMPFILE: without them `open` takes no mode, and the value in its place is arbitrary. */
const MAKES_FILE = 0o20000100;
/** Calls of the x32 ABI, which nothing in use makes. */
const X32 = 0x40000000;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

const refuse = (errno: number): Instruction => [RETURN, 0, 0, refuseWith(errno)];

/** Four instructions, the last ones for a call: it is refused if its argument has any of these bits. */
const refuseBits = (offset: number, bits: number): readonly Instruction[] => [
  [LOAD, 0, 0, offset],
  [IF_ANY_BIT, 0, 1, bits],
  refuse(EPERM),
  [RETURN, 0, 0, ALLOW],
];

function instructionsFor(machine: Machine): readonly Instruction[] {
  const { audit, socket, ioctl, clone, refused } = machine;
  const denied = [...refused, ...refusedEverywhere].flatMap((number): Instruction[] => [
    [IF_EQUAL, 0, 1, number],
    // Every new thread calls clone3: ENOSYS makes the C library use clone.
    refuse(number === 435 || number === 437 ? ENOSYS : EPERM),
  ]);
  const setMode = machine.setMode.flatMap(({ number, mode }): Instruction[] => [
    [IF_EQUAL, 0, 4, number],
    ...refuseBits(argument(mode), SET_ID),
  ]);
  const open = machine.open.flatMap(({ number, flags, mode }): Instruction[] => [
    [IF_EQUAL, 0, 6, number],
    [LOAD, 0, 0, argument(flags)],
    [IF_ANY_BIT, 0, 3, MAKES_FILE],
    ...refuseBits(argument(mode), SET_ID),
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
    ...refuseBits(FIRST, CLONE_NEWUSER),
    ...open,
    ...setMode,
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
