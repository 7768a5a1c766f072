# 127.20.0.15  reprise: software that nobody updated, as far as banners tell. Real servers under another banner where they
# can be told one, and small responders where not; what is truly old cannot be installed. One is patched: 2222 shows the
# revision that has the fixes.
# Planted: what is known against each version ("plants"), how sure one may be of it with a distribution's data and
# with the starter knowledge alone.
# shellcheck shell=bash disable=SC2034
packages='openssh-server vsftpd postfix socat'
ADDR=127.20.0.15
names='
reprise.chu-sainte-anne.test A 127.20.0.15
'

# ssh_conf NAME PORT REVISION
ssh_conf() {
	sshd_conf "$1" $ADDR:"$2" 'ed25519 ecdsa' <<-END
		DebianBanner no
		VersionAddendum Debian-$3
		KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org
		Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com
		MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com
	END
}

conf() {
	ssh_conf legacy-old 22 2+deb12u1
	ssh_conf legacy-patched 2222 2+deb12u10
	cat >/etc/vsftpd-legacy.conf <<-END
		listen=YES
		listen_address=$ADDR
		background=NO
		anonymous_enable=NO
		local_enable=YES
		ftpd_banner=ProFTPD 1.3.5 Server (CHU) [$ADDR]
		secure_chroot_dir=/run/vsftpd/empty
		seccomp_sandbox=NO
	END
}

# Port 25 is mail.sh's Postfix, told another greeting.
start() {
	mkdir -p /run/vsftpd/empty
	sshd_start legacy-old
	sshd_start legacy-patched
	run vsftpd-legacy vsftpd /etc/vsftpd-legacy.conf
	listen legacy-telnet $ADDR:23 EXEC:/lab/src/sim/telnet
	listen legacy-httpd $ADDR:80 'EXEC:/lab/src/sim/web Apache/2.4.49'
	listen legacy-httpd-windows $ADDR:8080 'EXEC:/lab/src/sim/web Apache/2.4.49 (Win64)'
	listen legacy-iis $ADDR:8081 'EXEC:/lab/src/sim/web Microsoft-IIS/8.5'
}

truth() {
	local p
	svc $ADDR 21 tcp ftp false ProFTPD proftpd =1.3.5 version
	svc $ADDR 22 tcp ssh false OpenSSH openbsd =9.2p1 version
	svc $ADDR 23 tcp telnet false RouterOS mikrotik =6.40.5 version
	svc $ADDR 25 tcp smtp false Exim exim =4.92 version
	svc $ADDR 80 tcp http false 'Apache HTTP Server' apache =2.4.49 version
	svc $ADDR 2222 tcp ssh false OpenSSH openbsd =9.2p1 version
	svc $ADDR 8080 tcp http false 'Apache HTTP Server' apache =2.4.49 version
	svc $ADDR 8081 tcp http false 'Microsoft IIS' microsoft =8.5 version
	weaks $ADDR 21 - ftp-cleartext
	weaks $ADDR 23 - telnet-exposed
	weaks $ADDR 25 - smtp-starttls-missing
	for p in 80 8080 8081; do weaks $ADDR $p - http-redirect-missing http-version-disclosed; done
	plants $ADDR 21 CVE-2015-3306 probable possible 'the author'"'"'s version, no distribution mends it'
	plants $ADDR 22 CVE-2023-48795 confirmed none 'Debian mended it in 2+deb12u2'
	plants $ADDR 22 CVE-2023-51385 confirmed none 'Debian mended it in 2+deb12u2'
	plants $ADDR 23 CVE-2018-14847 confirmed confirmed 'a firmware before 6.42.1'
	plants $ADDR 25 CVE-2019-16928 probable none 'Exim 4.92 to 4.92.2, and no stable release ships fixes of its own of this version'
	plants $ADDR 80 CVE-2021-41773 probable possible 'httpd 2.4.49 and 2.4.50'
	plants $ADDR 80 CVE-2021-42013 probable possible 'httpd 2.4.49 and 2.4.50'
	plants $ADDR 2222 CVE-2023-48795 none none 'mended in 2+deb12u2'
	plants $ADDR 2222 CVE-2023-51385 none none 'mended in 2+deb12u2'
	plants $ADDR 8080 CVE-2021-41773 probable probable 'a system that is no distribution'
	plants $ADDR 8081 end-of-life unsupported unsupported 'IIS 8.5 went with Windows Server 2012 R2'
}
