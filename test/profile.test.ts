import { DEFAULT_POLICY, type Policy, type Profile } from '#core';
import { loadCatalogue } from '#catalogue';
import { mergeProfiles } from '#profile';
import { analyse } from './kit/analyse.js';

const catalogue = loadCatalogue();

async function profile(files: Readonly<Record<string, string>>, policy: Policy = DEFAULT_POLICY): Promise<Profile> {
  return mergeProfiles((await analyse(files, policy, catalogue)).map(({ context }) => context.profile));
}

const js = (text: string): Promise<Profile> => profile({ 'script.js': text });
const py = (text: string): Promise<Profile> => profile({ 'script.py': text });
const gs = (text: string, manifest?: object): Promise<Profile> => profile({ 'Code.gs': text, ...(manifest ? { 'appsscript.json': JSON.stringify(manifest) } : {}) });

describe('trigger', () => {
  test.each([
    ['a script', "console.log('hello');", 'manual'],
    ['a cron library', "const cron = require('node-cron');\ncron.schedule('0 7 * * 1', () => fetch('https://example.com'));", 'scheduled'],
    ['an interval that calls out', "setInterval(async () => { await fetch('https://api.hubapi.com/crm/v3/objects/contacts'); }, 60000);", 'scheduled'],
    ['an interval on the machine alone', "setInterval(() => console.log('still here'), 1000);", 'manual'],
    ['nothing but exports', 'export function add(a, b) { return a + b; }', 'library'],
    ['a route', "const app = require('express')();\napp.get('/x', (req, res) => res.json({}));\napp.listen(3000);", 'event'],
    ['an endless loop', "const sleep = (ms) => new Promise((r) => setTimeout(r, ms));\nasync function main() { while (true) { await fetch('https://api.hubapi.com/x'); await sleep(60000); } }\nmain();", 'scheduled'],
    ['a server of Deno', "Deno.serve(async (req) => new Response(await req.text()));", 'event'],
    ['a worker that listens', "addEventListener('fetch', (event) => { event.respondWith(new Response('ok')); });", 'event'],
    ['a retry loop', "const sleep = (ms) => new Promise((r) => setTimeout(r, ms));\nasync function main() { while (true) { const r = await fetch('https://api.hubapi.com/x'); if (r.ok) return r; await sleep(1000); } }\nmain();", 'manual'],
    ['a header that says so', '/**\n * Copies the orders.\n * Runs every night at 2 by cron.\n */\nrun();\nfunction run() {}', 'scheduled'],
    ['a header about a period', '/** Sums up the sales of every Monday in the file. */\nrun();\nfunction run() {}', 'manual'],
    ['a header that says by hand', '/** Sends the report. I run it by hand every Monday. */\nrun();\nfunction run() {}', 'manual'],
  ])('JavaScript: %s', async (_, text, expected) => {
    expect((await js(text)).trigger.value).toBe(expected);
  });

  test.each([
    ['a main guard', 'def main():\n    print(1)\n\nif __name__ == "__main__":\n    main()\n', 'manual'],
    ['the schedule library', 'import schedule, time\n\ndef job():\n    print(1)\n\nschedule.every(10).minutes.do(job)\nwhile True:\n    schedule.run_pending()\n    time.sleep(1)\n', 'scheduled'],
    ['polling', 'import time, requests\nwhile True:\n    try:\n        requests.get("https://api.hubapi.com/x", timeout=5)\n    except KeyboardInterrupt:\n        break\n    time.sleep(60)\n', 'scheduled'],
    ['a menu that asks', 'import time, requests\nwhile True:\n    name = input("Name: ")\n    requests.get("https://api.hubapi.com/x", params={"q": name})\n    time.sleep(1)\n', 'manual'],
    ['a mailbox that is asked for mail', 'import imaplib, time\nbox = imaplib.IMAP4_SSL("imap.example.org")\nwhile True:\n    _, found = box.search(None, "UNSEEN")\n    print(found)\n    time.sleep(120)\n', 'event'],
    ['a header in columns', '"""Weekly summary.\n\nOwner:   Logistics\nCron:    15 6 * * 1  (host batch-02)\n"""\nprint(1)\n', 'scheduled'],
    ['a docstring that says so', '"""Exports the pipeline. Scheduled with Task Scheduler on the reporting server."""\nprint(1)\n', 'scheduled'],
    ['a crontab line', '# Crontab:\n# 0 6 * * 1 /usr/bin/python3 report.py\nprint(1)\n', 'scheduled'],
    ['a Lambda handler', 'def lambda_handler(event, context):\n    print(event["Records"])\n', 'event'],
    ['a crontab line in words', '"""Purges old rows (cron: 15 2 * * *)."""\nprint(1)\n', 'scheduled'],
    ['a timer of Azure', 'import azure.functions as func\napp = func.FunctionApp()\n\n@app.timer_trigger(schedule="0 0 6 * * *", arg_name="timer")\ndef nightly(timer):\n    print(1)\n', 'scheduled'],
    ['a route of Azure', 'import azure.functions as func\napp = func.FunctionApp()\n\n@app.route(route="x")\ndef x(req: func.HttpRequest):\n    return func.HttpResponse("ok")\n', 'event'],
    ['functions alone', 'def total(rows):\n    return sum(rows)\n', 'library'],
  ])('Python: %s', async (_, text, expected) => {
    expect((await py(text)).trigger.value).toBe(expected);
  });

  test('Apps Script: a time trigger made in code', async () => {
    const found = await gs("function install() { ScriptApp.newTrigger('send').timeBased().everyDays(1).create(); }\nfunction send() { Logger.log('x'); }");
    expect(found.trigger.value).toBe('scheduled');
    expect(found.trigger.evidence[0]?.at.start.line).toBe(1);
  });

  test('what the entry point is started by decides for a finding in it', async () => {
    const [unit] = await analyse({ 'Code.gs': "function install() { ScriptApp.newTrigger('send').timeBased().everyDays(1).create(); }\nfunction send() { Logger.log('x'); }" }, DEFAULT_POLICY, catalogue);
    const contexts = unit!.facts.entries.all.map((entry) => [entry.kind, unit!.context.of(entry).unattended]);
    expect(contexts).toContainEqual(['schedule', true]);
    expect(contexts).toContainEqual(['command', false]);
  });
});

describe('what the code alone does not say', () => {
  test('a pipeline beside the code runs it on a schedule', async () => {
    const found = await profile({
      'report.py': 'print(1)\n',
      '.github/workflows/report.yml': 'on:\n  schedule:\n    - cron: "0 6 * * 1"\njobs:\n  report:\n    steps:\n      - run: python report.py\n',
    });
    expect(found.trigger.value).toBe('scheduled');
  });

  test('a pipeline runs a package, or a module of one, by its name', async () => {
    const workflow = (command: string): string => `on:\n  schedule:\n    - cron: "0 6 * * 1"\njobs:\n  report:\n    steps:\n      - run: ${command}\n`;
    const files = { 'sales_report/__init__.py': '', 'sales_report/sheet.py': 'def fill():\n    print(1)\n', 'sales_report/__main__.py': 'from . import sheet\nsheet.fill()\n' };
    expect((await profile({ ...files, '.github/workflows/report.yml': workflow('python -m sales_report') })).trigger.value).toBe('scheduled');
    expect((await profile({ ...files, '.github/workflows/report.yml': workflow('python -m pytest') })).trigger.value).not.toBe('scheduled');
    expect((await profile({ 'jobs/weekly.py': 'print(1)\n', '.github/workflows/report.yml': workflow('python -m jobs.weekly') })).trigger.value).toBe('scheduled');
  });

  test('a bot that answers in a chat is an event, and others use it', async () => {
    const found = await py('import os\nfrom telegram.ext import Application, CommandHandler\nasync def today(update, context):\n    await update.message.reply_text("none")\napp = Application.builder().token(os.environ["BOT"]).build()\napp.add_handler(CommandHandler("today", today))\napp.run_polling()\n');
    expect([found.trigger.value, found.audience.value, found.tier.value]).toEqual(['event', 'shared', 'hand-off']);
    expect(found.systems.map(({ name, access }) => `${name} ${access.join()}`)).toEqual(['Telegram send']);
  });

  test('a crontab or a timer beside the code runs it on a schedule', async () => {
    expect((await profile({ 'report.py': 'print(1)\n', 'crontab': '0 6 * * 1 cd /srv && python report.py\n' })).trigger.value).toBe('scheduled');
    expect((await profile({ 'report.py': 'print(1)\n', 'deploy/reports.cron': '@daily root python /srv/report.py\n' })).trigger.value).toBe('scheduled');
    expect((await profile({ 'report.py': 'print(1)\n', 'crontab': '0 6 * * 1 /usr/bin/backup\n' })).trigger.value).toBe('manual');
    expect((await profile({ 'report.py': 'print(1)\n', 'report.timer': '[Timer]\nOnCalendar=daily\n' })).trigger.value).toBe('scheduled');
    expect((await profile({ 'api/report.js': 'export default async function handler(req, res) { res.json({}); }\n', 'vercel.json': '{ "crons": [{ "path": "/api/report", "schedule": "0 5 * * *" }] }' })).trigger.value).not.toBe('manual');
    expect((await profile({ 'src/index.js': 'console.log(1);\n', 'wrangler.toml': '[triggers]\ncrons = ["*/30 * * * *"]\n' })).trigger.value).toBe('scheduled');
  });

  test('a deployment file above the code runs it on a schedule', async () => {
    const found = await profile({
      'src/sync.ts': "export const run = async () => { await fetch('https://api.hubapi.com/x'); };\n",
      'serverless.yml': 'functions:\n  sync:\n    handler: src/sync.run\n    events:\n      - schedule: cron(15 4 * * ? *)\n',
    });
    expect(found.trigger.value).toBe('scheduled');
  });

  test('an operation that is not known still names its system, and counts as unknown', async () => {
    const found = await py('import boto3\nplans = boto3.client("savingsplans")\nprint(plans.describe_savings_plans())\n');
    expect(found.systems.map(({ name, access }) => [name, access])).toEqual([['AWS', ['read']]]);
    expect(found.tier.value).toBe('hand-off');
  });

  test('opening a file to anyone makes it public', async () => {
    const found = await py('import boto3\ns3 = boto3.client("s3")\ns3.put_object(Bucket="press", Key="a.jpg", Body=b"x", ACL="public-read")\n');
    expect(found.audience.value).toBe('public');
  });

  test('a report in a team channel is for the team, an alert is not', async () => {
    const send = "async function tell(text) { await fetch('https://slack.com/api/chat.postMessage', { method: 'POST', body: JSON.stringify({ channel: 'C1', text }) }); }\n";
    expect((await js(`${send}tell('3 orders are late');`)).audience.value).toBe('shared');
    expect((await js(`${send}async function run() { try { await work(); } catch (error) { await tell(error.message); } }\nrun();`)).audience.value).toBe('personal');
  });

  test('a wrapper for several systems names each of them', async () => {
    const found = await js("async function request(url, init) { const res = await fetch(url, init); return res.json(); }\nasync function run() {\n  await request('https://api.hubapi.com/crm/v3/objects/deals');\n  await request('https://slack.com/api/chat.postMessage', { method: 'POST' });\n}\nrun();");
    expect(found.systems.map(({ name }) => name)).toEqual(['HubSpot', 'Slack']);
  });

  test('a GraphQL query reads', async () => {
    const found = await js("fetch('https://api.linear.app/graphql', { method: 'POST', body: JSON.stringify({ query: 'query { issues { nodes { id } } }' }) });");
    expect(found.systems.map(({ name, access }) => [name, access])).toEqual([['Linear', ['read']]]);
  });
});

const ROUTE = "app.get('/orders', async (req, res) => { const r = await fetch('https://api.hubapi.com/crm/v3/objects/contacts'); res.json(await r.json()); });\napp.listen(3000);";
const APP = "const app = require('express')();\n";

describe('audience', () => {
  test.each([
    ['nothing in front', APP + ROUTE, 'public'],
    ['middleware that answers 401', `${APP}app.use((req, res, next) => { if (req.get('x-api-key') !== process.env.API_KEY) return res.status(401).end(); next(); });\n${ROUTE}`, 'shared'],
    ['middleware that lets some through', `${APP}function signedIn(req, res, next) { if (req.session.user) return next(); res.redirect('/login'); }\napp.use(signedIn);\n${ROUTE}`, 'shared'],
    ['middleware that only logs', `${APP}app.use((req, res, next) => { console.log(req.url); next(); });\n${ROUTE}`, 'public'],
    ['middleware of the route', `${APP}const requireUser = (req, res, next) => { if (!req.user) { return res.sendStatus(403); } next(); };\napp.post('/x', requireUser, (req, res) => { res.json({}); });`, 'shared'],
    ['middleware for another path', `${APP}app.use('/admin', (req, res, next) => { if (!req.user) return res.sendStatus(401); next(); });\n${ROUTE}`, 'public'],
    ['a check in the handler', `${APP}app.post('/x', async (req, res) => { if (req.headers['x-secret'] !== process.env.SHARED_SECRET) { return res.status(403).send('no'); } await fetch('https://api.hubapi.com/x', { method: 'POST' }); res.send('ok'); });`, 'shared'],
    ['a check after the deed', `${APP}app.post('/x', async (req, res) => { await fetch('https://api.hubapi.com/x', { method: 'POST' }); if (!req.user) { return res.status(403).send('no'); } res.send('ok'); });`, 'public'],
    ['a refusal of the system behind', `${APP}app.get('/x', async (req, res) => { const r = await fetch('https://api.hubapi.com/x'); if (r.status === 401) { return res.status(401).end(); } res.send('ok'); });`, 'public'],
    ['this machine alone', APP + ROUTE.replace('3000', "3000, '127.0.0.1'"), 'personal'],
    ['an open sign-in page and health check', `${APP}app.post('/login', (req, res) => res.json({}));\napp.get('/health', (req, res) => res.json({}));\napp.get('/x', (req, res) => { if (!req.session.user) { return res.sendStatus(401); } res.json({}); });`, 'shared'],
    ['a worker that asks for a key', "export default { async fetch(request, env) { if (request.headers.get('x-key') !== env.KEY) { return new Response('no', { status: 403 }); } return new Response('x'); } };", 'shared'],
    ['a worker that does not', "export default { async fetch(request, env) { return new Response('x'); } };", 'public'],
    ['no server at all', "fetch('https://api.hubapi.com/x');", 'personal'],
  ])('Express: %s', async (_, text, expected) => {
    expect((await js(text)).audience.value).toBe(expected);
  });

  test('a router of another file behind middleware', async () => {
    const found = await profile({
      'server.js': "const app = require('express')();\nconst routes = require('./routes');\nfunction check(req, res, next) { if (!req.headers.authorization) { return res.status(401).end(); } next(); }\napp.use('/api', check, routes);\napp.listen(3000);",
      'routes.js': "const router = require('express').Router();\nrouter.get('/x', (req, res) => res.json({}));\nmodule.exports = router;",
    });
    expect(found.audience.value).toBe('shared');
  });

  test.each([
    ['Flask with nothing', 'from flask import Flask\napp = Flask(__name__)\n\n@app.route("/x")\ndef x():\n    return "x"\n', 'public'],
    ['Flask with login_required', 'from flask import Flask\nfrom flask_login import login_required\napp = Flask(__name__)\n\n@app.route("/x")\n@login_required\ndef x():\n    return "x"\n', 'shared'],
    ['Flask with an own decorator', 'from functools import wraps\nfrom flask import Flask, request, abort\napp = Flask(__name__)\n\ndef protected(f):\n    @wraps(f)\n    def inner(*args, **kwargs):\n        if request.headers.get("X-Key") != KEY:\n            abort(401)\n        return f(*args, **kwargs)\n    return inner\n\n@app.route("/x")\n@protected\ndef x():\n    return "x"\n', 'shared'],
    ['Flask with a session', 'from flask import Flask, session, redirect\napp = Flask(__name__)\n\n@app.route("/x")\ndef x():\n    if "user" not in session:\n        return redirect("/login")\n    return "x"\n', 'shared'],
    ['Flask with before_request', 'from flask import Flask, request, abort\napp = Flask(__name__)\n\n@app.before_request\ndef check():\n    if not request.headers.get("Authorization"):\n        abort(401)\n\n@app.route("/x")\ndef x():\n    return "x"\n', 'shared'],
    ['FastAPI with nothing', 'from fastapi import FastAPI\napp = FastAPI()\n\n@app.get("/x")\ndef x():\n    return {}\n', 'public'],
    ['FastAPI with Depends', 'from fastapi import FastAPI, Depends, HTTPException, Header\napp = FastAPI()\n\ndef user(token: str = Header()):\n    if token != SECRET:\n        raise HTTPException(status_code=401)\n    return token\n\n@app.get("/x")\ndef x(who: str = Depends(user)):\n    return {}\n', 'shared'],
    ['FastAPI with a database session', 'from fastapi import FastAPI, Depends\napp = FastAPI()\n\ndef get_db():\n    yield None\n\n@app.get("/x")\ndef x(db=Depends(get_db)):\n    return {}\n', 'public'],
    ['FastAPI, the whole application', 'from fastapi import FastAPI, Depends, HTTPException, Header\n\ndef user(token: str = Header()):\n    if token != SECRET:\n        raise HTTPException(status_code=401)\n\napp = FastAPI(dependencies=[Depends(user)])\n\n@app.get("/x")\ndef x():\n    return {}\n', 'shared'],
    ['FastAPI with a middleware class and a router', 'from fastapi import FastAPI, APIRouter\nfrom starlette.middleware.base import BaseHTTPMiddleware\nfrom starlette.responses import JSONResponse\n\nclass Check(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n        if request.headers.get("X-API-Key") != KEY:\n            return JSONResponse({}, status_code=401)\n        return await call_next(request)\n\napp = FastAPI()\napp.add_middleware(Check)\nrouter = APIRouter()\n\n@router.get("/x")\ndef x():\n    return {}\n\napp.include_router(router)\n', 'shared'],
    ['the standard library on this machine', 'from http.server import BaseHTTPRequestHandler, HTTPServer\n\nclass H(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n\nHTTPServer(("127.0.0.1", 8000), H).serve_forever()\n', 'personal'],
    ['an HTTP Lambda behind an authorizer', 'def lambda_handler(event, context):\n    user = event["requestContext"]["authorizer"]["claims"]["sub"]\n    return {"statusCode": 200, "body": user}\n', 'shared'],
    ['a signed webhook', 'import hmac, hashlib, os\nfrom flask import Flask, request, abort\napp = Flask(__name__)\n\n@app.post("/hook")\ndef hook():\n    expected = hmac.new(os.environ["S"].encode(), request.get_data(), hashlib.sha256).hexdigest()\n    if not hmac.compare_digest(expected, request.headers["X-Sig"]):\n        abort(403)\n    return "ok"\n', 'shared'],
    ['Streamlit', 'import streamlit as st\nst.title("x")\n', 'shared'],
    ['an HTTP Lambda', 'def lambda_handler(event, context):\n    body = event["queryStringParameters"]\n    return {"statusCode": 200, "body": str(body)}\n', 'public'],
    ['mail to a list', 'import os, smtplib\nfrom email.message import EmailMessage\nmessage = EmailMessage()\nmessage["To"] = os.environ["PURCHASING_LIST"]\nwith smtplib.SMTP("mail.example.org") as server:\n    server.send_message(message)\n', 'shared'],
    ['mail to the owner', 'import os, smtplib\nfrom email.message import EmailMessage\nmessage = EmailMessage()\nmessage["To"] = os.environ["OWNER"]\nwith smtplib.SMTP("mail.example.org") as server:\n    server.send_message(message)\n', 'personal'],
    ['mail made in another function', 'import smtplib, csv\nfrom email.message import EmailMessage\n\ndef letters(rows):\n    for row in rows:\n        message = EmailMessage()\n        message["To"] = row["email"]\n        yield row, message\n\nwith open("due.csv") as file, smtplib.SMTP("mail.example.org") as server:\n    for row, message in letters(csv.DictReader(file)):\n        server.send_message(message)\n', 'shared'],
    ['a sheet shared with a group', 'import gspread\nTEAM_GROUP = "sales-team@example.org"\nbook = gspread.service_account().open("Pipeline")\nbook.share(TEAM_GROUP, perm_type="group", role="reader")\n', 'shared'],
    ['a sheet shared with its owner', 'import gspread\nbook = gspread.service_account().open("Pipeline")\nbook.share("petra@example.org", perm_type="user", role="writer")\n', 'personal'],
    ['a Lambda for files', 'def lambda_handler(event, context):\n    for record in event["Records"]:\n        print(record)\n', 'personal'],
  ])('Python: %s', async (_, text, expected) => {
    expect((await py(text)).audience.value).toBe(expected);
  });

  const DO_POST = "function doPost(e) { SpreadsheetApp.getActiveSpreadsheet().appendRow([e.parameter.x]); }";
  test.each([
    ['ANYONE_ANONYMOUS', 'public'], ['ANYONE', 'shared'], ['DOMAIN', 'shared'], ['MYSELF', 'personal'],
  ])('Apps Script web app for %s', async (access, expected) => {
    expect((await gs(DO_POST, { webapp: { access, executeAs: 'USER_DEPLOYING' } })).audience.value).toBe(expected);
  });

  test('Apps Script web app without its manifest', async () => {
    const found = await gs(DO_POST);
    expect(found.audience.value).toBe('unknown');
    expect(found.tier.value).toBe('hand-off');
  });

  test.each([
    ['one fixed recipient', "function run() { MailApp.sendEmail('boss@example.com', 'Report', 'x'); }", 'personal'],
    ['several fixed recipients', "function run() { MailApp.sendEmail('a@example.com,b@example.com', 'Report', 'x'); }", 'shared'],
    ['recipients in a sheet', "function run() { const rows = SpreadsheetApp.getActiveSheet().getDataRange().getValues(); rows.forEach((row) => MailApp.sendEmail(row[1], 'Report', 'x')); }", 'shared'],
    ['a menu', "function onOpen() { SpreadsheetApp.getUi().createMenu('Tools').addItem('Run', 'run').addToUi(); }\nfunction run() {}", 'personal'],
  ])('mail: %s', async (_, text, expected) => {
    expect((await gs(text)).audience.value).toBe(expected);
  });

  test('smtplib: addresses in a loop, and one address', async () => {
    const start = 'import csv, os, smtplib\nfrom email.message import EmailMessage\nserver = smtplib.SMTP_SSL("smtp.gmail.com", 465)\n';
    const one = 'm = EmailMessage()\nm["To"] = os.environ["MY_EMAIL"]\nserver.send_message(m)\n';
    const many = 'for row in csv.DictReader(open("people.csv")):\n    m = EmailMessage()\n    m["To"] = row["address"]\n    server.send_message(m)\n';
    expect((await py(start + one)).audience.value).toBe('personal');
    expect((await py(start + many)).audience.value).toBe('shared');
    expect((await py(start + one)).systems).toMatchObject([{ name: 'Gmail', access: ['send'] }]);
  });

  test('packages', async () => {
    const cli = { 'index.js': "console.log('x');" };
    expect((await profile({ ...cli, 'package.json': '{ "name": "tool", "bin": "./index.js" }' })).audience.value).toBe('shared');
    expect((await profile({ ...cli, 'package.json': '{ "name": "tool" }' })).audience.value).toBe('personal');
  });
});

describe('systems', () => {
  test('an unknown host', async () => {
    expect((await js("const r = await fetch('https://rates.example.org/latest');")).systems).toEqual([]);
    const told = await js("await fetch('https://intranet.example.org/api/x', { headers: { Authorization: `Bearer ${process.env.TOKEN}` } });");
    expect(told.systems).toMatchObject([{ name: 'intranet.example.org', kind: 'service', access: ['read'] }]);
    expect(told.tier.value).toBe('hand-off');
    const written = await py('import requests\nrequests.post("https://intranet.example.org/api/x", json={"a": 1})\n');
    expect(written.systems).toMatchObject([{ name: 'intranet.example.org', access: ['write'] }]);
    expect(written.tier.value).toBe('hand-off');
  });

  test('a system told by the setting of its address', async () => {
    const found = await py('import os, requests\nurl = os.environ["JIRA_BASE_URL"]\nrequests.get(f"{url}/rest/api/3/issue/X-1", timeout=5)\n');
    expect(found.systems).toMatchObject([{ name: 'Jira', access: ['read'] }]);
    const chat = await js("await fetch(process.env.TEAMS_WEBHOOK_URL, { method: 'POST', body: '{}' });");
    expect(chat.systems).toMatchObject([{ name: 'Microsoft Teams', access: ['send'] }]);
  });

  test('a wrapper, as its callers use it', async () => {
    const found = await js(`
      async function request(path, method = 'GET') { return fetch(process.env.JIRA_BASE_URL + path, { method }); }
      await request('/rest/api/3/issue/X-1');
      await request('/rest/api/3/issue/X-1', 'DELETE');`);
    expect(found.systems).toMatchObject([{ name: 'Jira', access: ['read', 'delete'] }]);
  });

  test('the database behind a library that serves many', async () => {
    const found = await py('import pandas as pd\nfrom sqlalchemy import create_engine\nengine = create_engine("mysql+pymysql://reader@db.example.net/shop")\ndf = pd.read_sql("SELECT id, total FROM orders", engine)\n');
    expect(found.systems).toMatchObject([{ name: 'MySQL', access: ['read'] }]);
  });

  test('the database that a query builder is told', async () => {
    const found = await js("import knex from 'knex';\nconst db = knex({ client: 'mysql2', connection: { host: process.env.DB_HOST } });\nawait db('orders').insert({ total: 1 });");
    expect(found.systems).toMatchObject([{ name: 'MySQL', access: ['write'] }]);
  });

  test('local files are no system, and a model is read', async () => {
    expect((await py('import pandas as pd\npd.read_csv("a.csv").to_excel("b.xlsx")\n')).systems).toEqual([]);
    const found = await py('from openai import OpenAI\nclient = OpenAI()\nclient.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hello"}])\n');
    expect(found.systems).toMatchObject([{ name: 'OpenAI', access: ['read'] }]);
    expect(found.tier.value).toBe('self-serve');
  });
});

describe('data', () => {
  const classes = async (found: Promise<Profile>): Promise<string[]> => (await found).data.map((use) => use.class);

  test.each([
    ['fields of an answer', "const r = await fetch('https://api.hubapi.com/x'); const c = await r.json(); console.log(c.email, c.phone);", ['personal']],
    ['fields taken apart', "const app = require('express')();\napp.post('/x', (req, res) => { const { name, email } = req.body; res.json({ name, email }); });", ['personal']],
    ['records that a wrapper is asked for', "const ask = async (path, { method = 'GET' } = {}) => (await fetch('https://harvest.greenhouse.io/v1' + path, { method })).json();\nconst one = await ask(`/candidates/${process.argv[2]}`);\nconsole.log(one.id);", ['employment']],
    ['the login of the script', "const settings = { user: process.env.SMTP_EMAIL, email: process.env.MY_EMAIL };\nconsole.log(settings.email);", []],
    ['words in a message', "console.log('Please enter your email and phone');", []],
    ['names alone', "const r = await fetch('https://api.hubapi.com/x'); const c = await r.json(); console.log(c.firstname);", []],
  ])('JavaScript: %s', async (_, text, expected) => {
    expect((await classes(js(text))).filter((of) => of !== 'internal')).toEqual(expected);
  });

  test.each([
    ['columns of a file', 'import pandas as pd\ndf = pd.read_csv("x.csv")\nprint(df["salary"].mean())\n', ['employment']],
    ['columns of a query', 'import psycopg2\nc = psycopg2.connect(host="db").cursor()\nc.execute("SELECT name, iban FROM suppliers")\n', ['payment']],
    ['columns of a query handed to a wrapper', 'import psycopg2\n\ndef rows(sql):\n    c = psycopg2.connect(host="db").cursor()\n    c.execute(sql)\n    return c.fetchall()\n\nprint(rows("SELECT number, iban FROM suppliers"))\nprint(rows("SELECT number FROM invoices"))\n', ['payment']],
    ['a table read whole', 'import psycopg2\nc = psycopg2.connect(host="db").cursor()\nc.execute("SELECT * FROM patients")\n', ['health']],
    ['a count of a table', 'import psycopg2\nc = psycopg2.connect(host="db").cursor()\nc.execute("SELECT count(*) FROM patients")\n', []],
    ['an employee count', 'import requests\nr = requests.get("https://api.hubapi.com/x").json()\nemployees = r.get("numberofemployees")\nprint(employees)\n', []],
    ['a declared model', 'from pydantic import BaseModel\n\nclass Lead(BaseModel):\n    email: str\n', ['personal']],
    ['declared settings', 'from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    email: str\n', []],
  ])('Python: %s', async (_, text, expected) => {
    expect((await classes(py(text))).filter((of) => of !== 'internal')).toEqual(expected);
  });

  test('internal where business data is handled, and nothing otherwise', async () => {
    expect(await classes(gs("function run() { return SpreadsheetApp.getActiveSheet().getRange('A1').getValue(); }"))).toEqual(['internal']);
    expect(await classes(py('import pandas as pd\ndf = pd.read_csv("x.csv")\nprint(df["amount"].sum())\n'))).toEqual(['internal']);
    expect(await classes(py('import os\nfor name in os.listdir("."):\n    os.rename(name, name.lower())\n'))).toEqual([]);
  });
});

describe('owner', () => {
  test.each([
    ['Owner: Jane Doe, jane@acme.example', 'Jane Doe, jane@acme.example'],
    ['Owner and contact: Jane Doe (jane@acme.example)', 'Jane Doe (jane@acme.example)'],
    ['Owner / support: Sales Operations', 'Sales Operations'],
    ['Maintained by Sales Operations', 'Sales Operations'],
    ['Contact: #team-ops', '#team-ops'],
    ['@author Jane Doe', 'Jane Doe'],
    ['Author: ChatGPT', undefined],
    ['@author', undefined],
    ['Owner: your name here', undefined],
    ['Support: Windows', undefined],
    ['Support: sales-tools@acme.example', 'sales-tools@acme.example'],
    ['Contact: updates the phone numbers', undefined],
  ])('%s', async (line, expected) => {
    expect((await js(`/**\n * Copies things.\n * ${line}\n */\nrun();`)).owner?.value).toBe(expected);
    expect((await py(`"""Copies things.\n\n${line}\n"""\nprint(1)\n`)).owner?.value).toBe(expected);
  });

  test('manifest and __author__', async () => {
    expect((await profile({ 'a.js': 'run();', 'package.json': '{ "name": "x", "author": "Jane Doe <jane@acme.example>" }' })).owner?.value).toContain('Jane Doe');
    expect((await py('__author__ = "Jane Doe"\nprint(1)\n')).owner?.value).toBe('Jane Doe');
  });
});

describe('tier', () => {
  const READS = 'from simple_salesforce import Salesforce\nsf = Salesforce(username="u", password="p", security_token="t")\nsf.query("SELECT Id, Amount FROM Opportunity LIMIT 5")\n';

  test('a system of record, governed or not', async () => {
    const open = await py(READS);
    expect(open.tier.value).toBe('hand-off');
    expect(open.tier.reasons.map((reason) => reason.note)).toEqual(['it reads from Salesforce, a system of record that policy does not govern']);
    const governed = await profile({ 'a.py': READS }, { ...DEFAULT_POLICY, approved: { ...DEFAULT_POLICY.approved, sources: ['Salesforce'] } });
    expect(governed.tier.value).toBe('self-serve');
  });

  test('what is missing or does not parse', async () => {
    expect((await js("const { send } = require('./mailer');\nsend();")).tier.value).toBe('hand-off');
    expect((await js("import data from './data.json';\nconsole.log(data);")).tier.value).toBe('self-serve');
    expect((await js('function broken( { \nconsole.log(1;')).tier.value).toBe('hand-off');
  });

  test('a library by what it does', async () => {
    expect((await js('export function add(a, b) { return a + b; }')).tier.value).toBe('self-serve');
  });
});

describe('several units', () => {
  test('the most serious value of each facet', async () => {
    const merged = await profile({
      'a.py': 'import pandas as pd\nprint(pd.read_csv("x.csv")["salary"])\n',
      'b.js': "const cron = require('node-cron');\ncron.schedule('* * * * *', () => fetch('https://api.hubapi.com/crm/v3/objects/deals', { headers: { Authorization: process.env.TOKEN } }));",
    });
    expect(merged.trigger.value).toBe('scheduled');
    expect(merged.systems.map((system) => system.name)).toEqual(['HubSpot']);
    expect(merged.data.map((use) => use.class)).toEqual(['employment', 'internal']);
  });

  test('none at all', () => {
    expect(mergeProfiles([])).toMatchObject({ trigger: { value: 'manual' }, audience: { value: 'personal' }, tier: { value: 'hand-off', reasons: [{ note: 'nothing could be read' }] } });
  });
});
