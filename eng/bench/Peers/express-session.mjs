// express-session with connect-pg-simple as their documentation sets them up. Arguments: the port, the file that gets a line for each session
// ("NUMBER COOKIE"), how many. Its database is the PG… environment variables' (see pg).
import { writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import connect from 'connect-pg-simple'
import express from 'express'
import session from 'express-session'
import { sign } from 'cookie-signature'
import pg from 'pg'

const [port, file, count] = process.argv.slice(2)
const secret = 'a secret of the benchmark alone'
const maxAge = 30 * 24 * 60 * 60 * 1000
const store = new (connect(session))({ pool: new pg.Pool({ max: 20 }), createTableIfMissing: true })

const lines = []
for (let number = 0; number < count; number++) {
  const id = randomBytes(24).toString('base64url')
  await new Promise((resolve, reject) => store.set(id, { cookie: { originalMaxAge: maxAge, httpOnly: true, path: '/' }, userId: number }, error => error ? reject(error) : resolve()))
  lines.push(`${number} connect.sid=${encodeURIComponent('s:' + sign(id, secret))}`)
}
writeFileSync(file, lines.join('\n') + '\n')

const app = express()
app.get('/ready', (request, response) => response.send('ready'))
app.use(session({ store, secret, resave: false, saveUninitialized: false, cookie: { maxAge } }))
app.get('/me', (request, response) => request.session.userId === undefined ? response.status(401).end() : response.json({ id: request.session.userId }))
app.listen(port, '127.0.0.1')
