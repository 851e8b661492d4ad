// Whether this member of the replica set is healthy, asked by Docker every few seconds: mongosh --quiet /mongo-member.js
// The first one (HEARKEN_FIRST_MEMBER) makes the set when it is asked first and all members are there; as the primary it
// adds those that an older docker-compose.yml did not have.
const SET = 'hearken';
const HOSTS = ['mongo:27017', 'mongo-2:27017', 'mongo-3:27017'];

function isInitiated() {
  try {
    return rs.status().ok === 1;
  } catch (error) {
    if (error.codeName === 'NotYetInitialized') return false;
    throw error;
  }
}

if (process.env.HEARKEN_FIRST_MEMBER === 'yes' && !isInitiated()) {
  rs.initiate({ _id: SET, members: HOSTS.map((host, _id) => ({ _id, host })) });
}
const { isWritablePrimary, secondary } = db.hello();
if (isWritablePrimary) {
  const known = rs.conf().members.map(({ host }) => host);
  // One at a time, as MongoDB asks for: the next one with the next check.
  const missing = HOSTS.find((host) => !known.includes(host));
  if (missing !== undefined) rs.add(missing);
}
quit(isWritablePrimary || secondary ? 0 : 1);
