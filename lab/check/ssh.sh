# SSH algorithms, as the server's own proposal tells them to an OpenSSH client.
# shellcheck shell=bash

check_ssh() {
	local a p proposal keys
	while read -r a p _ proto _; do
		[[ $proto == ssh ]] || continue
		proposal=$(ssh -n -vv -F none -o BatchMode=yes -o StrictHostKeyChecking=no \
			-o UserKnownHostsFile=/dev/null -p "$p" "nobody@$a" true 2>&1 |
			sed -n '/peer server KEXINIT/,/^debug1/p' | tr -d '\r')
		ssh_list() { sed -n "s/^debug2: $1: //p" <<<"$proposal" | head -n 1 | tr , '\n'; }
		! ssh_list 'KEX algorithms' | grep -qE '(group1|group14|exchange)-sha1$' || found ssh-weak-kex "$a" "$p" null
		! ssh_list 'ciphers stoc' | grep -qE 'cbc|arcfour|3des' || found ssh-weak-cipher "$a" "$p" null
		! ssh_list 'MACs stoc' | grep -qE 'md5|-96|hmac-sha1' || found ssh-weak-mac "$a" "$p" null
		keys=$(ssh-keyscan -t rsa -p "$p" "$a" </dev/null 2>/dev/null | ssh-keygen -l -f - 2>/dev/null)
		if ssh_list 'host key algorithms' | grep -qE '^(ssh-dss|ssh-rsa)$' || [[ $keys =~ ^(512|768|1024)\  ]]; then
			found ssh-weak-hostkey "$a" "$p" null
		fi
	done < <(services) >"$WORK/ssh" 2>/dev/null
}
