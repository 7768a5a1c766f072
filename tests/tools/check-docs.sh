#!/bin/sh
# tools/check-docs finds what it is there to find: two little programs stand in for the real ones.
set -u
. "$(dirname "$0")/lib.sh"
check="$root/tools/check-docs"

fresh() {
	put build/varde <<-'END'
		#!/bin/sh
		case "${2:-}" in
		'') echo 'Commands:'; echo '  audit   scans'; echo '  runs    lists' ;;
		audit) echo '  --out FOLDER   where'; echo '  --resume       goes on' ;;
		runs) echo '  --db PLACE     the database' ;;
		esac
	END
	put build/varde-scan <<-'END'
		#!/bin/sh
		echo 'varde-scan [--help] [--version]'
	END
	put build/varde-sensor <<-'END'
		#!/bin/sh
		echo '  --read FILE  a capture'
	END
	chmod +x "$tree/build/varde" "$tree/build/varde-scan" "$tree/build/varde-sensor"
	put man/varde.1 <<-'END'
		.Ss varde audit
		.It Fl -out Ar folder
		.It Fl -resume
		.Ss varde runs
		.It Fl -db Ar place
		.Sh FILES
	END
	printf '.Op Fl -help\n.It Fl -version\n' | put man/varde-scan.1
	printf '.It Fl -read Ar file\n' | put man/varde-sensor.1
}
run() { "$check" "$tree/build" "$tree"; }

fresh
passes 'the same options' run
sed -i '/resume/d' "$tree/man/varde.1"
fails 'an option that the manual does not tell' 'man/varde.1: does not tell about --resume of varde audit' run
fresh
sed -i 's/^\.It Fl -db.*/&\n.It Fl -colour/' "$tree/man/varde.1"
fails 'an option that the program does not have' 'man/varde.1: tells about --colour, which varde runs does not have' run
fresh
sed -i '/^\.Ss varde runs/,/-db/d' "$tree/man/varde.1"
fails 'a command that the manual does not tell' 'does not tell about the command runs' run
fresh
printf '.Ss varde ghost\n' >>"$tree/man/varde.1"
fails 'a command that the program does not have' 'tells about the command ghost' run
fresh
sed -i '/version/d' "$tree/man/varde-scan.1"
fails 'an option of varde-scan' 'man/varde-scan.1: does not tell about --version' run
fresh
sed -i "s/lists'/lists with a line that goes on and on beyond what a terminal of eighty columns can show'/" "$tree/build/varde"
fails 'a line that is too long' 'columns' run
fresh
rm "$tree/build/varde"
fails 'no program' 'varde is not there' run
finish
