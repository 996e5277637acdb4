import { laterOptionRules, type OptionRules } from "./option-words.ts";

/**
 * Programs known to do nothing but read and print, with the options each may have. What is not named here (a program,
 * an option, a further operand) is not known to be harmless. One program per line, sorted: its name, why it is here and
 * what was left out, its options.
 *
 * `-ab` stand alone; `-n:` takes a value; `-I?` may carry one; `-#` is a number; `--long`, `--long=`, `--long[=]`
 * likewise; `!--long` is an option of the program that is left out, named so that no abbreviation can mean it. `@none`,
 * `@one`: at most that many operands; `@format`: operands begin with `+`; `@files`: no operand is a folder; `@below`:
 * reads everything below its operands; `@below:r` does so with `-r`.
 */
const table = `
[ | compares | @text
arch | says what the processor is | --help --version @none
b2sum | prints checksums | -abctwzl: --binary --check --help --ignore-missing --length= --quiet --status --strict --tag --text --version --warn --zero
base32 | prints encoded or decoded | -diw: --decode --help --ignore-garbage --version --wrap=
base64 | prints encoded or decoded; the -o of macOS writes | -dw: --decode --help --ignore-garbage --version --wrap= !--output= !--input= !--break=
basename | prints part of a path | -azs: --help --multiple --suffix= --version --zero
basenc | prints encoded or decoded | -diw: --base16 --base2lsbf --base2msbf --base32 --base32hex --base64 --base64url --decode --help --ignore-garbage --version --wrap= --z85
cal | prints a calendar | -13jmswy --help --version
cat | prints files | -AbEelnstTuv --help --number --number-nonblank --show-all --show-ends --show-nonprinting --show-tabs --squeeze-blank --version
cksum | prints checksums | -abctwzl: --algorithm= --check --debug --help --ignore-missing --length= --quiet --status --strict --tag --untagged --version --warn --zero
cmp | compares two files | -blsn:i: --bytes= --help --ignore-initial= --print-bytes --quiet --silent --verbose --version
column | sets out in columns | -teJLxdn:N:o:s:c:R:H:O:T:W:E:l: --fillrows --help --json --keep-empty-lines --output-separator= --output-width= --separator= --table --table-columns= --table-columns-limit= --table-header-repeat --table-hide= --table-name= --table-noextreme= --table-noheadings --table-order= --table-right= --table-truncate= --table-wrap= --version !--tree= !--tree-id= !--tree-parent=
comm | compares two sorted files | -123iz --check-order --help --nocheck-order --output-delimiter= --total --version --zero-terminated
cut | prints parts of lines | -nszb:c:d:f: --bytes= --characters= --complement --delimiter= --fields= --help --only-delimited --output-delimiter= --version --zero-terminated
date | says what time it is; -s, -f and an operand without + are left out, they set the clock | -Rud:r:I? --date= --debug --help --iso-8601[=] --reference= --resolution --rfc-3339= --rfc-email --universal --utc --version !--set= !--file= @format
df | says how full file systems are | -ahHiklPTB:t:x: --all --block-size= --exclude-type= --help --human-readable --inodes --local --no-sync --output[=] --portability --print-type --si --sync --total --type= --version
diff | compares two files; recursion is left out, it follows links; -l runs pr | -abBcdeEHiNnpqstTuwyZC:F:I:L:U:W: --brief --color[=] --context[=] --ed --expand-tabs --help --horizon-lines= --ignore-all-space --ignore-blank-lines --ignore-case --ignore-matching-lines= --ignore-space-change --ignore-tab-expansion --ignore-trailing-space --initial-tab --label= --left-column --minimal --new-file --no-dereference --normal --rcs --report-identical-files --show-c-function --show-function-line= --side-by-side --speed-large-files --strip-trailing-cr --suppress-blank-empty --suppress-common-lines --tabsize= --text --unified[=] --version --width= !--exclude= !--exclude-from= !--from-file= !--to-file= !--ifdef= !--line-format= !--old-line-format= !--new-line-format= !--unchanged-line-format= !--old-group-format= !--new-group-format= !--unchanged-group-format= !--changed-group-format= !--GTYPE-group-format= !--LTYPE-line-format= !--ignore-file-name-case !--no-ignore-file-name-case !--paginate !--palette= !--recursive !--starting-file= !--unidirectional-new-file @files
dir | lists folders | -aAbBcCdDfFgGhHiklLmnNopqQrRsStuUvxXZ1I:T:w: --all --almost-all --author --block-size= --classify[=] --color[=] --context --dereference --dereference-command-line --dereference-command-line-symlink-to-dir --directory --dired --escape --file-type --format= --full-time --group-directories-first --help --hide-control-chars --hide= --human-readable --hyperlink[=] --ignore-backups --ignore= --indicator-style= --inode --kibibytes --literal --no-group --numeric-uid-gid --quote-name --quoting-style= --recursive --reverse --show-control-chars --si --size --sort= --tabsize= --time-style= --time= --version --width= --zero
dirname | prints part of a path | -z --help --version --zero
du | says how large files are | -0abcDhHklLmPsSxB:d:t: --all --apparent-size --block-size= --bytes --count-links --dereference --dereference-args --exclude= --help --human-readable --inodes --max-depth= --no-dereference --null --one-file-system --separate-dirs --si --summarize --threshold= --time-style= --time[=] --total --version !--exclude-from= !--files0-from=
echo | prints its words | @text
egrep | prints lines that match | =grep
expand | turns tabs into blanks | -it: --help --initial --tabs= --version
expr | calculates | @text
factor | calculates | --help --version
false | does nothing | @text
fgrep | prints lines that match | =grep
file | says what files are; -C writes, -m and -f read what they are told, -z starts others | -bhikLNnqrsvd0E --brief --dereference --extension --help --keep-going --mime --mime-encoding --mime-type --no-dereference --no-pad --print0 --raw --special-files --version --no-buffer --apple !--checking-printout !--compile !--debug !--exclude= !--exclude-quiet= !--files-from= !--list !--magic-file= !--no-sandbox !--parameter= !--preserve-date !--separator= !--uncompress !--uncompress-noreport
find | lists files; what runs, deletes or writes is left out | @find
findmnt | lists what is mounted | -aAbCDefiJlnPrRuUo:t:S:T:M:O: --all --ascii --bytes --df --first-only --help --invert --json --list --mountpoint= --noheadings --notruncate --options= --output-all --output= --pairs --raw --real --source= --submounts --target= --tree --types= --uniq --version !--canonicalize !--direction= !--evaluate !--fstab !--kernel !--mtab !--nocanonicalize !--nofsroot !--poll[=] !--pseudo !--shadowed !--shell !--tab-file= !--task= !--timeout= !--verbose !--verify !--vfs-all
fmt | fills lines | -cstuw:g:p: --crown-margin --goal= --help --prefix= --split-only --tagged-paragraph --uniform-spacing --version --width= -#
fold | breaks lines | -bsw: --bytes --help --spaces --version --width= -#
free | says how full the memory is | -bghklmtvwc:s: --bytes --committed --count= --gibi --giga --help --human --kibi --kilo --lohi --mebi --mega --pebi --peta --seconds= --si --tebi --tera --total --version --wide @none
getconf | prints a limit of the system; -v is left out, it starts another one | -a
git | tells of a repository; see git-words.ts | @git
grep | prints lines that match; -R is left out, it follows links | -abcEFGhHiIlLnoPqsTUuvVwxyzZrA:B:C:d:D:e:f:m: -# --after-context= --basic-regexp --before-context= --binary --binary-files= --byte-offset --color[=] --colour[=] --context= --count --devices= --directories= --exclude-dir= --exclude-from= --exclude= --extended-regexp --file= --files-with-matches --files-without-match --fixed-strings --group-separator= --help --ignore-case --include= --initial-tab --invert-match --label= --line-buffered --line-number --line-regexp --max-count= --no-filename --no-group-separator --no-ignore-case --no-messages --null --null-data --only-matching --perl-regexp --quiet --recursive --regexp= --silent --text --unix-byte-offsets --version --with-filename --word-regexp !--dereference-recursive @below:r
groups | says who belongs to what | --help --version
head | prints the first lines | -qvzc:n: -# --bytes= --help --lines= --quiet --silent --verbose --version --zero-terminated
hexdump | prints bytes as numbers | -bcCdoxvXn:s:e: --canonical --help --length= --no-squeezing --one-byte-char --one-byte-hex --one-byte-octal --skip= --two-bytes-decimal --two-bytes-hex --two-bytes-octal --version --format= !--color[=] !--format-file=
hostid | says which computer this is | --help --version @none
hostname | says what this computer is called; an operand would change it | -aAdfiIs --alias --all-fqdns --all-ip-addresses --domain --fqdn --help --ip-address --long --short --version !--boot !--file= !--nis !--yp @none
id | says who somebody is | -aGgnruzZ --context --group --groups --help --name --real --user --version --zero
ip | tells of the network; only what shows | @ip
join | joins lines of two files | -iza:e:j:o:t:v:1:2: --check-order --header --help --ignore-case --nocheck-order --version --zero-terminated
journalctl | prints the log of the system; what rotates, flushes or removes it is left out | -# -aefkmqrxb?n?p:t:u:g:o:S:U: --all --boot[=] --catalog --dmesg --follow --grep= --help --identifier= --lines[=] --list-boots --merge --no-full --no-hostname --no-pager --no-tail --output-fields= --output= --pager-end --priority= --quiet --reverse --since= --system --unit= --until= --user --user-unit= --utc --version --disk-usage --case-sensitive[=] --facility= --full !--after-cursor= !--cursor-file= !--cursor= !--directory= !--dump-catalog !--field= !--fields !--file= !--flush !--force !--header !--image= !--interval= !--list-catalog !--machine= !--namespace= !--relinquish-var !--root= !--rotate !--setup-keys !--show-cursor !--smart-relinquish-var !--sync !--update-catalog !--vacuum-files= !--vacuum-size= !--vacuum-time= !--verify !--verify-key=
jq | prints parts of JSON; programs that load modules are left out | @jq
last | says who was here | -adFinRwxs:t:p: -# --dns --fullnames --fulltimes --help --hostlast --ip --limit= --nohostname --present= --since= --system --time-format= --until= --version !--file=
locale | says how things are written here | -acmkv --all-locales --category-name --charmaps --help --keyword-name --usage --verbose --version
logname | says who is here | --help --version @none
ls | lists folders | =dir
lsblk | lists disks | -aAbdDfiJlMmnOpPrsStTzo:e:I:x:w: --all --ascii --bytes --discard --exclude= --fs --help --include= --inverse --json --list --merge --nodeps --noempty --noheadings --output --output-all --pairs --paths --perms --raw --scsi --sort= --topology --tree[=] --version --width= --zoned !--dedup= !--shell !--sysroot=
lscpu | tells of the processor | -abBceJpxyC? --all --bytes --caches[=] --extended[=] --help --hex --json --offline --online --output-all --parse[=] --physical --version !--sysroot= @none
lsmem | tells of the memory | -aJPrnbo: --all --bytes --help --json --noheadings --output-all --output= --pairs --raw --summary[=] --version !--split= !--sysroot= @none
lsof | lists open files; device caches and repetition are left out | -abhlnNPRtUvVip:u:c:d: @plain
md5sum | prints checksums | -bctwz --binary --check --help --ignore-missing --quiet --status --strict --tag --text --version --warn --zero
namei | says what a path leads through | -lmnovx --help --long --modes --mountpoints --nosymlinks --owners --version --vertical
nl | numbers lines | -pb:d:f:h:i:l:n:s:v:w: --body-numbering= --footer-numbering= --header-numbering= --help --join-blank-lines= --line-increment= --no-renumber --number-format= --number-separator= --number-width= --section-delimiter= --starting-line-number= --version
nproc | says how many processors there are | --all --help --ignore= --version @none
numfmt | writes numbers in another way | -zd: --debug --delimiter= --field= --format= --from-unit= --from= --grouping --header[=] --help --invalid= --padding= --round= --suffix= --to-unit= --to= --version --zero-terminated
od | prints bytes as numbers | -abcdfhilosvxA:j:N:t:w?S: --address-radix= --endian= --format= --help --output-duplicates --read-bytes= --skip-bytes= --strings[=] --traditional --version --width[=]
paste | puts lines side by side | -szd: --delimiters= --help --serial --version --zero-terminated
pathchk | says whether a path could be | -pP --help --portability --version
pgrep | lists processes | -acfilnovwxd:g:G:P:s:t:u:U:r:O: --count --delimiter= --euid= --exact --full --group= --help --ignore-ancestors --ignore-case --inverse --lightweight --list-full --list-name --newest --older= --oldest --parent= --pgroup= --runstates= --session= --terminal= --uid= --version !--cgroup= !--logpidfile !--ns= !--nslist= !--pidfile= !--signal=
pidof | says which process it is | -csxqo:S: @plain
pr | sets out in pages | -aDFJmtTn?d:h:l:o:w: -# --across --columns= --double-space --help --header= --indent= --join-lines --length= --merge --omit-header --omit-pagination --page-width= --pages= --version --width= !--date-format= !--expand-tabs[=] !--first-line-number= !--form-feed !--no-file-warnings !--number-lines[=] !--output-tabs[=] !--sep-string[=] !--separator[=] !--show-control-chars !--show-nonprinting
printenv | prints the variables this program was given | -0 --help --null --version
printf | prints its words | @text
ps | lists processes; the options that show their variables are left out | @ps
pstree | lists processes | -aAchlnpsStTuUgH: --arguments --ascii --compact-not --help --hide-threads --highlight-all --long --numeric-sort --show-parents --show-pgids --show-pids --thread-names --uid-changes --unicode --version --vt100 !--color= !--highlight-pid= !--ns-changes !--ns-sort= !--security-context
pwd | says which folder this is | -LP --help --logical --physical --version @none
readlink | says where a link leads | -fenmqsvz --canonicalize --canonicalize-existing --canonicalize-missing --help --no-newline --quiet --silent --verbose --version --zero
realpath | says where a path leads | -eLmPqsz --canonicalize-existing --canonicalize-missing --help --logical --no-symlinks --physical --quiet --relative-base= --relative-to= --strip --version --zero
rev | turns lines round | --help --version
rg | prints lines that match; what starts others or follows links is left out | @rg
sed | prints chosen lines, and nothing else: the script is line numbers and p | @sed
seq | counts | -wf:s: --equal-width --format= --help --separator= --version
sha1sum | prints checksums | =md5sum
sha224sum | prints checksums | =md5sum
sha256sum | prints checksums | =md5sum
sha384sum | prints checksums | =md5sum
sha512sum | prints checksums | =md5sum
shuf | mixes lines; -o writes | -ezrn:i: --echo --head-count= --help --input-range= --repeat --version --zero-terminated !--output= !--random-source=
sleep | waits | --help --version
sort | sorts lines; -o and -T write, and it can start a program | -bcCdfghiMmnRrsuVzk:S:t: --batch-size= --buffer-size= --check[=] --debug --dictionary-order --field-separator= --general-numeric-sort --help --human-numeric-sort --ignore-case --ignore-leading-blanks --ignore-nonprinting --key= --merge --month-sort --numeric-sort --parallel= --random-sort --reverse --sort= --stable --unique --version --version-sort --zero-terminated !--compress-program= !--files0-from= !--output= !--random-source= !--temporary-directory=
ss | lists connections; -K ends them, -D writes, -N goes elsewhere | -nraloempTisbEZz46tSudwxHOMf:A: --all --cgroup --context --contexts --dccp --events --extended --family= --help --info --ipv4 --ipv6 --listening --memory --mptcp --no-header --numeric --oneline --options --packet --processes --raw --resolve --sctp --summary --tcp --threads --tos --udp --unix --version !--bpf !--diag= !--filter= !--inet-sockopt !--kill !--net= !--query= !--socket= !--tipc !--tipcinfo !--vsock !--xdp
stat | tells of files | -Lftxc:F --cached= --dereference --file-system --format= --help --printf= --terse --version
strings | prints what can be read in a file | -# -afn:t:e: --all --bytes= --data --encoding= --help --print-file-name --radix= --version !--include-all-whitespace !--output-separator= !--target= !--unicode= @plain
sum | prints checksums | -rs --help --sysv --version
systemctl | tells of services; only what shows | @systemctl
tac | prints lines backwards | -brs: --before --help --regex --separator= --version
tail | prints the last lines | -fFqvzc:n:s: -# --bytes= --follow[=] --help --lines= --max-unchanged-stats= --pid= --quiet --retry --silent --sleep-interval= --verbose --version --zero-terminated
test | compares | @text
tr | turns characters into others | -cCdst --complement --delete --help --squeeze-repeats --truncate-set1 --version
tree | lists folders; -o, -R and -H write | -adfilpqrstucvxghDFNACSQnJXL:I:P: --charset= --dirsfirst --du --filelimit= --gitignore --help --ignore-case --inodes --device --matchdirs --noreport --prune --si --sort= --timefmt= --version !--filesfirst !--fflinks !--fromfile !--fromtabfile !--gitfile= !--hintro= !--houtro= !--info !--infofile= !--metafirst !--nolinks !--opt-toggle
true | does nothing | @text
tsort | sorts what depends on another | --help --version
tty | says which terminal this is | -s --help --quiet --silent --version @none
uname | says what system this is | -aimnoprsv --all --hardware-platform --help --kernel-name --kernel-release --kernel-version --machine --nodename --operating-system --processor --version @none
unexpand | turns blanks into tabs | -at: --all --first-only --help --tabs= --version
uniq | leaves out lines that repeat; a second operand would be written | -cdDiuzf:s:w: --all-repeated[=] --check-chars= --count --group[=] --help --ignore-case --repeated --skip-chars= --skip-fields= --unique --version --zero-terminated @one
uptime | says how long this computer runs | -psV --help --pretty --since --version @none
users | says who is here | --help --version
vdir | lists folders | =dir
vmstat | tells of the memory | -afmnsdDtwS:p: --active --disk --disk-sum --forks --help --no-first --one-header --partition= --slabs --stats --timestamp --unit= --version --wide
w | says who is here and does what | -fhiosu --from --help --ip-addr --no-current --no-header --old-style --short --version
wc | counts | -cLlmw --bytes --chars --help --lines --max-line-length --version --words !--files0-from= !--total=
whereis | says where a program is | -bmsulBMSf
which | says which program it would be | -as
who | says who is here | -abdHlmpqrstTuw --all --boot --count --dead --heading --help --ips --login --lookup --mesg --message --process --runlevel --short --time --users --version --writable
whoami | says who this is | --help --version @none
xxd | prints bytes as numbers; -r and a second operand write | @xxd
zcat | prints what is in a compressed file | @zcat
`;

/** What one reader may be given. */
export interface Reader {
  readonly name: string;
  readonly why: string;
  /** Null when a separate rule reads the arguments. */
  readonly options: OptionRules | null;
  /** What the operands must satisfy, or the separate rule. */
  readonly rules: readonly string[];
}

const lines = table
  .trim()
  .split("\n")
  .map((line) => line.split(" | "));

function readerOf([name = "", why = "", words = ""]: readonly string[]): Reader {
  const other = words.startsWith("=") ? lines.find(([each]) => each === words.slice(1)) : undefined;
  const tokens = (other?.[2] ?? words).split(" ");
  const rules = tokens.filter((token) => token.startsWith("@")).map((token) => token.slice(1));
  const options = tokens.filter((token) => !token.startsWith("@"));
  const optionRules = options.length === 0 ? null : laterOptionRules(options);
  return {
    name,
    why,
    rules,
    get options() {
      return optionRules?.() ?? null;
    },
  };
}

/** Every reader by its name, in the order of the table. */
export const readers: ReadonlyMap<string, Reader> = new Map(
  lines.map((line) => {
    const reader = readerOf(line);
    return [reader.name, reader];
  }),
);
