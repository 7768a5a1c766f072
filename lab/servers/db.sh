# 127.20.0.7  db: MariaDB, PostgreSQL and Redis that the Internet can reach; Redis asks for no
# password. The databases hold nothing, and the only remote account cannot log in.
# shellcheck shell=bash disable=SC2034
packages='mariadb-server postgresql redis-server'
ADDR=127.20.0.7
names='
db.chu-sainte-anne.test A 127.20.0.7
'
MY=/var/lib/lab-mysql
PG=/var/lib/lab-postgres

conf() {
	local bin
	bin=$(echo /usr/lib/postgresql/*/bin)
	if [[ ! -d $MY/mysql ]]; then
		install -d -o mysql -g mysql $MY
		mariadb-install-db --user=mysql --datadir=$MY --skip-test-db >"$LOG/mariadb-init.log" 2>&1
	fi
	if [[ ! -s $PG/PG_VERSION ]]; then
		install -d -m 700 -o postgres -g postgres $PG
		# No account gets a password, and pg_hba.conf below asks for one: nobody can log in.
		runuser -u postgres -- "$bin/initdb" -D $PG -A peer -N >"$LOG/postgres-init.log" 2>&1
	fi
	echo 'host all all 127.0.0.0/8 scram-sha-256' >$PG/pg_hba.conf
	cat >/etc/redis-lab.conf <<-END
		bind $ADDR
		port 6379
		protected-mode no
		daemonize no
		save ""
		dir /tmp
		rename-command CONFIG ""
		rename-command MODULE ""
	END
	# An account for every address, so that the server greets strangers; it is locked.
	echo "CREATE USER IF NOT EXISTS 'app'@'%' ACCOUNT LOCK;" >/etc/mysql-lab.sql
	cat >/etc/mysql-lab.cnf <<-END
		[mysqld]
		user = mysql
		datadir = $MY
		bind-address = $ADDR
		port = 3306
		socket = /run/mysqld/lab.sock
		pid-file = /run/mysqld/lab.pid
		skip-name-resolve
		skip-log-bin
		init-file = /etc/mysql-lab.sql
		innodb-buffer-pool-size = 16M
		innodb-flush-log-at-trx-commit = 0
		performance-schema = off
		ssl = off
	END
}

start() {
	install -d -o mysql -g mysql /run/mysqld
	install -d -o postgres -g postgres /run/postgresql
	rm -f $PG/postmaster.pid
	run mariadb mariadbd --defaults-file=/etc/mysql-lab.cnf
	run postgres runuser -u postgres -- /usr/lib/postgresql/*/bin/postgres -D $PG \
		-c listen_addresses=$ADDR -c port=5432 -c shared_buffers=16MB -c fsync=off \
		-c unix_socket_directories=/run/postgresql
	run redis runuser -u redis -- redis-server /etc/redis-lab.conf
}

truth() {
	local deb
	svc $ADDR 3306 tcp mysql false MariaDB mariadb mariadb-server version
	if [[ $MODE == truth ]]; then
		deb=$(dpkg-query -W -f '${Package}\n' 'postgresql-[0-9]*' | grep -xE 'postgresql-[0-9]+')
	fi
	svc $ADDR 5432 tcp postgresql false PostgreSQL postgresql "${deb:-}" protocol
	svc $ADDR 6379 tcp redis false Redis redis redis-server version
	weaks $ADDR 3306 - database-exposed
	weaks $ADDR 5432 - database-exposed
	weaks $ADDR 6379 - database-exposed redis-no-auth
}
