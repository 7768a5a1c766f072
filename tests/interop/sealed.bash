# Part of tests/interop/mail.sh: mails that are encrypted to their readers, sent through postfix and dovecot, read back over IMAP, and
# decrypted by GnuPG and openssl (sealed_check.py). A key that cannot be used makes a pointer of a mail, and no mail is lost.

sealed=$(find "${VARDE_BUILD:-build}/tests" -type f -name sealed-client -perm -u+x 2>/dev/null | head -n 1)

# reader_gpg ARGUMENT...: gpg with the readers' keys.
reader_gpg() {
	gpg --batch --quiet --homedir "$dir/gpg" --trust-model always --pinentry-mode loopback --passphrase '' "$@" 2>>"$dir/gpg.log"
}

# certificate NAME OPTION...: a key and a certificate for NAME@varde.test.
certificate() {
	local name=$1
	shift
	openssl req -x509 -nodes -days 9 -subj "/CN=$name" -addext "subjectAltName=email:$name@varde.test" \
		-addext 'extendedKeyUsage=emailProtection' "$@" -keyout "$dir/sealed/$name.key" -out "$dir/sealed/$name.pem" 2>>"$dir/gpg.log"
}

# mails_of NUMBER...: one to each reader.
mails_of() {
	local reader
	for reader in ola amelie kare eva; do
		"$sealed" put "$dir/sealed.db" "$reader" "$reader-$1" || return
	done
	"$sealed" run "$dir/sealed.db" "$dir/sealed" "smtp://127.0.0.1:$smtp"
}

# try_sealed
try_sealed() {
	local got tap
	for tool in gpg gpgconf openssl; do
		command -v "$tool" >/dev/null || { echo "# encrypted mails are not tried: $tool is not installed" && return; }
	done
	rm -rf "$dir"/box/*
	mkdir -p "$dir/sealed"
	mkdir -m 700 "$dir/gpg" "$dir/gpg-check"
	reader_gpg --quick-gen-key 'Ola <ola@varde.test>' future-default default 1y
	reader_gpg --armor --export ola@varde.test >"$dir/sealed/ola.asc"
	certificate amelie -newkey rsa:3072
	certificate kare -newkey ec -pkeyopt ec_paramgen_curve:P-256
	got=$("$sealed" own "$dir/sealed" "$dir/sealed/own.asc" 2>&1 && "$sealed" give "$dir/sealed.db" ola "$dir/sealed/ola.asc" 2>&1 &&
		"$sealed" give "$dir/sealed.db" amelie "$dir/sealed/amelie.pem" 2>&1 && "$sealed" give "$dir/sealed.db" kare "$dir/sealed/kare.pem" 2>&1)
	check $? 'OpenPGP keys and certificates are taken' "$got"
	got=$("$sealed" give "$dir/sealed.db" eva "$dir/sealed/kare.pem" 2>&1)
	[[ $got = *other_address* ]]
	check $? "somebody else's certificate is not" "$got"
	got=$(mails_of sealed 2>&1)
	# Three were told that a key was added, too.
	[[ $got = 'sent=7 waiting=0 trouble=0' ]]
	check $? 'encrypted mails are sent' "$got"
	"$sealed" spoil "$dir/sealed.db" ola expired
	"$sealed" spoil "$dir/sealed.db" kare damaged
	got=$(mails_of pointer 2>&1)
	[[ $got = 'sent=4 waiting=0 trouble=0' ]]
	check $? 'with keys that cannot be used none is kept back' "$got"
	got=$("$sealed" health "$dir/sealed.db" | tr '\n' ';')
	[[ $got = 'key key_expired 1;key no_key 1;' ]]
	check $? 'the board of contacts says which and why' "$got"
	drain
	tap=$(python3 tests/interop/sealed_check.py "$imap" "$dir" $((tests + 1)))
	echo "$tap"
	tests=$((tests + $(grep -cE '^(not )?ok' <<<"$tap")))
	# The agents of these homes, and no others.
	for got in "$dir/gpg" "$dir/gpg-check" "$dir/sealed/openpgp"; do
		[[ ! -d $got ]] || gpgconf --homedir "$got" --kill gpg-agent
	done
}
