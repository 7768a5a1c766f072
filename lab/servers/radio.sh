# 127.20.0.9  poste-radio: what an old Windows workstation shows. Samba with SMB 1 and no
# signing, xrdp without NLA, VNC without a password (5900) and with one (5901).
# shellcheck shell=bash disable=SC2034
packages='samba smbclient xrdp tightvncserver xfonts-base'
ADDR=127.20.0.9
names='
poste-radio.chu-sainte-anne.test A 127.20.0.9
'

conf() {
	good_rsa radio poste-radio.chu-sainte-anne.test $ADDR
	mkdir -p /srv/empty /var/lib/lab-samba
	cat >/etc/samba/lab.conf <<-END
		[global]
		netbios name = POSTE-RADIO
		workgroup = CHU
		smb ports = 445
		server min protocol = NT1
		server signing = disabled
		disable netbios = yes
		dns proxy = no
		load printers = no
		printcap name = /dev/null
		disable spoolss = yes
		private dir = /var/lib/lab-samba
		lock directory = /run/samba
		state directory = /var/lib/lab-samba
		cache directory = /var/lib/lab-samba
		pid directory = /run/samba
		log level = 0
		[images]
		path = /srv/empty
		read only = yes
	END
	sed -e "s|^port=.*|port=tcp://$ADDR:3389|" -e "s|^certificate=.*|certificate=$PKI/radio.pem|" \
		-e "s|^key_file=.*|key_file=$PKI/radio.key|" -e 's|^security_layer=.*|security_layer=tls|' \
		-e 's|^ssl_protocols=.*|ssl_protocols=TLSv1.2, TLSv1.3|' \
		-e "s|^#*tls_ciphers=.*|tls_ciphers=$PFS|" -e 's|^EnableSyslog=.*|EnableSyslog=false|' \
		-e "s|^LogFile=.*|LogFile=$LOG/xrdp-own.log|" /etc/xrdp/xrdp.ini >/etc/xrdp/lab.ini
	mkdir -p /etc/lab-vnc
	head -c 8 /dev/urandom >/etc/lab-vnc/passwd
}

start() {
	mkdir -p /run/samba /run/xrdp/sockdir /tmp/.X11-unix
	# smbd binds only to addresses that "ip addr" shows, or to all: hence the cage.
	cage smbd $ADDR:445=445 -- smbd -F --no-process-group -s /etc/samba/lab.conf
	run xrdp xrdp -n -c /etc/xrdp/lab.ini
	run vnc Xtightvnc :10 -geometry 640x480 -depth 16 -rfbport 5900 -interface $ADDR \
		-desktop 'Console radio' -nolisten tcp -fp /usr/share/fonts/X11/misc
	run vnc-password Xtightvnc :11 -geometry 640x480 -depth 16 -rfbport 5901 -interface $ADDR \
		-rfbauth /etc/lab-vnc/passwd -nolisten tcp -fp /usr/share/fonts/X11/misc
}

truth() {
	svc $ADDR 445 tcp smb false Samba samba samba protocol
	svc $ADDR 3389 tcp rdp false xrdp neutrinolabs xrdp protocol
	svc $ADDR 5900 tcp vnc false TightVNC tightvnc tightvncserver protocol
	svc $ADDR 5901 tcp vnc false TightVNC tightvnc tightvncserver protocol
	weaks $ADDR 445 - smb-exposed smb-v1-enabled smb-signing-optional
	weaks $ADDR 3389 - rdp-exposed rdp-nla-missing
	weaks $ADDR 5900 - vnc-exposed vnc-no-auth
	weaks $ADDR 5901 - vnc-exposed
}
