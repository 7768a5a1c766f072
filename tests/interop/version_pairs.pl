# Pairs of Debian versions and what Dpkg::Version says of them: "deb TAB a TAB b TAB -1|0|1". Half of a pair's second versions
# are the first with one part changed, since versions that differ everywhere say little.
use strict;
use warnings;
use Dpkg::Version;

my ($count, $seed) = @ARGV;
srand($seed);
my @words = ('a', 'b', 'rc', 'p', 'deb', 'ubuntu', 'dfsg', 'git', 'Z', 'beta');
my @marks = ('.', '+', '~', '~~', '-', '.', '.', ':');

sub part {
	return int(rand(12)) if rand() < 0.5;
	return ('0', '00', '01', '9', '10', '007', '20240131', '999999999')[int(rand(8))] if rand() < 0.4;
	return $words[int(rand(@words))];
}

sub make {
	my @parts = (1 + int(rand(9)));
	push(@parts, $marks[int(rand(7))], part()) for (1 .. int(rand(5)));
	unshift(@parts, int(rand(3)), ':') if rand() < 0.3;
	push(@parts, '-', 1 + int(rand(12))) if rand() < 0.7;
	push(@parts, '+', 'deb', 10 + int(rand(4)), 'u', int(rand(12))) if rand() < 0.3;
	return \@parts;
}

sub change {
	my @parts = @{$_[0]};
	my $at = int(rand(@parts));
	if (rand() < 0.5) { $parts[$at] = part() if $parts[$at] =~ /^\w/ }
	elsif (rand() < 0.5) { splice(@parts, $at, 1) }
	else { splice(@parts, $at, 0, rand() < 0.5 ? '~' : part()) }
	return \@parts;
}

while ($count > 0) {
	my $first = make();
	my $second = rand() < 0.5 ? make() : change($first);
	my ($x, $y) = (join('', @$first), join('', @$second));
	my ($v, $w) = (Dpkg::Version->new($x, check => 1), Dpkg::Version->new($y, check => 1));
	next if $x =~ /:$/ || $y =~ /:$/; # valid to the module, not to the program
	next unless $v && $w && $v->is_valid() && $w->is_valid();
	printf("deb\t%s\t%s\t%d\n", $x, $y, version_compare($x, $y));
	$count--;
}
