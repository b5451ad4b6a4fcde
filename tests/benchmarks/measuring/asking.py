"""Questions, beside those who ask the files themselves; and the page with all of them."""
import collections
import os
import re
import shutil
import statistics

from . import data, model, peers
from .bench import available_memory
from .lake import DATE
from .runs import ROOT, Program, in_turn, pwsh, run, seconds, table

QUESTIONS = sorted(((name, words) for name, words in model.contracts("questions").items() if not name.endswith(".vl")), key=lambda pair: pair[1]["order"])
INVARIANT = "[string]::Format([cultureinfo]::InvariantCulture, '{0}', $w.Elapsed.TotalSeconds)"


def all_questions(b, lake):
    """Question -> seconds and rows in a PowerShell that runs already; the peak of that one; and how much longer its first question took."""
    asked = (f"foreach ($i in 0..{b.runs}) {{ foreach ($q in {', '.join(repr(name) for name, _ in QUESTIONS)}) {{ $w = [Diagnostics.Stopwatch]::StartNew(); "
             f"$n = @(Invoke-LakeQuery -Question $q -Lake '{lake.folder}').Count; \"$i $q $n $({INVARIANT})\" }} }}")
    figure = run(pwsh(asked), b.env)
    first, *said = (line.split() for line in figure.output.splitlines())
    said = [words for words in said if words[0] != "0"]
    found = {name: (statistics.median(float(words[3]) for words in said if words[1] == name), {int(words[2]) for words in said if words[1] == name}) for name, _ in QUESTIONS}
    return found, figure.peak, float(first[3]) - found[first[1]][0]


def sixteen(b, say):
    if not peers.tool("pwsh"):
        say("(pwsh is not on this machine.)", "")
        return
    found = {}
    for tenths in (1, 10, 100):
        if tenths < 100 or available_memory() > 12e9 / b.share + 2e9:
            found[tenths] = all_questions(b, b.lake(tenths).built(b))
            b.add_point("all questions", b.lake(1).unit, tenths, sum(took for took, _ in found[tenths][0].values()), found[tenths][1])
    answers, _, load = found[10]
    say(f"All {len(QUESTIONS)} over Refined of the files of the tables above, in a PowerShell that runs already, for the second and later times: medians. Each finds the newest tables, checks them, and opens the engine anew.", "",
        "| question | s | rows |", "|---|---:|---:|", *(f"| {question['title']['en']} | {seconds(answers[name][0])} | {'-'.join(f'{rows:,}' for rows in sorted(answers[name][1]))} |" for name, question in QUESTIONS), "",
        f"The first question of the PowerShell took {1000 * load:.0f} ms more: the engine is loaded for it, and the code that asks compiled.", "",
        "As the files grow, all of them in one PowerShell:", "", "| rows of the files | s, each once | peak MB |", "|---:|---:|---:|",
        *(f"| {b.lake(tenths).cinema.rows + b.lake(tenths).cinema.series_rows:,} | {seconds(sum(took for took, _ in answers.values()))} | {peak:.0f} |" for tenths, (answers, peak, _) in found.items()), "")


FOUR = ["titles by decade", "the mean rating of each genre, weighted by votes", "the professions of artists with more than three known titles", "the ten artists with the most titles"]


def answers_of(path):
    """The numbers of the four answers, by an independent reading."""
    titles, artists, credits = {}, {}, collections.defaultdict(set)
    with open(path, encoding="utf-8") as f:
        next(f)
        for line in f:
            row = line.rstrip("\r\n").split("|")
            titles.setdefault(row[0], row)
            artist = row[10], row[11], row[14]
            artists.setdefault(artist, row[13])
            credits[artist].add(row[0])
    decades = collections.Counter(int(row[3]) // 10 for row in titles.values())
    genres = collections.defaultdict(lambda: [0, 0])
    for row in titles.values():
        if row[5] != data.MISSING and row[6] != data.MISSING:
            for genre in row[5].split(","):
                genres[genre][0] += round(float(row[6]) * 10) * int(row[7])
                genres[genre][1] += int(row[7])
    professions = collections.Counter(profession for (_, _, known), all_ in artists.items() if known.count(",") >= 3 and all_ not in ("", data.MISSING) for profession in all_.split(","))
    return " ".join([*(str(decades[decade]) for decade in sorted(decades)), *sorted(f"{rating / 10 / votes:.2f}" for rating, votes in genres.values()),
                     *map(str, sorted(professions.values(), reverse=True)), *map(str, sorted(map(len, credits.values()), reverse=True)[:10])])


# As people write it: everything in memory, then groups.
IN_POWERSHELL = """$rows = Import-RawCsv '%s' -AsText
$titles = $rows | Group-Object id | ForEach-Object { $_.Group[0] }
$decades = $titles | Group-Object { [math]::Floor([int]$_.anoLancamento / 10) } | Sort-Object { [int]$_.Name } | ForEach-Object Count
$rated = foreach ($title in $titles) { if ($title.genero -and $title.notaMedia) { foreach ($genre in $title.genero.Split(',')) { [pscustomobject]@{ Genre = $genre; Votes = [long]$title.numeroVotos; Rating = [decimal]$title.notaMedia } } } }
$ratings = $rated | Group-Object Genre | ForEach-Object { $sum = 0d; $votes = 0; foreach ($one in $_.Group) { $sum += $one.Rating * $one.Votes; $votes += $one.Votes }; ($sum / $votes).ToString('0.00', [cultureinfo]::InvariantCulture) } | Sort-Object
$artists = $rows | Group-Object nomeArtista, anoNascimento, titulosMaisConhecidos
$professions = $artists | ForEach-Object { $_.Group[0] } | Where-Object { $_.titulosMaisConhecidos.Split(',').Count -gt 3 -and $_.profissao } | ForEach-Object { $_.profissao.Split(',') } | Group-Object | ForEach-Object Count | Sort-Object -Descending
$most = $artists | ForEach-Object { @($_.Group.id | Sort-Object -Unique).Count } | Sort-Object -Descending | Select-Object -First 10
@($decades) + $ratings + $professions + $most -join ' '"""

IN_PANDAS = """
import pandas
f=pandas.read_csv(%r,sep='|',quoting=3,dtype={'id':'str','anoLancamento':'Int16','numeroVotos':'Int64','notaMedia':'float64','genero':'str','nomeArtista':'str','anoNascimento':'str','profissao':'str','titulosMaisConhecidos':'str'},
    na_values=['\\\\N'],keep_default_na=False)
t=f.drop_duplicates('id')
out=(t.anoLancamento//10).value_counts().sort_index().tolist()
g=t[['genero','notaMedia','numeroVotos']].dropna();g=g.assign(genero=g.genero.str.split(','),sum=(g.notaMedia*10).round().astype('int64')*g.numeroVotos).explode('genero').groupby('genero')[['sum','numeroVotos']].sum()
out+=sorted(f'{s/10/v:.2f}' for s,v in zip(g['sum'],g.numeroVotos))
who=['nomeArtista','anoNascimento','titulosMaisConhecidos'];a=f.drop_duplicates(who)
p=a[a.titulosMaisConhecidos.str.count(',')>=3].profissao.dropna();out+=p[p!=''].str.split(',').explode().value_counts().tolist()
out+=f.groupby(who,dropna=False)['id'].nunique().sort_values(ascending=False).head(10).tolist()
print(*out)"""

IN_DUCKDB = """CREATE TEMP VIEW f AS SELECT * FROM {csv};
CREATE TEMP TABLE t AS SELECT id, any_value(anoLancamento) AS ano, any_value(genero) AS genero, CAST(any_value(notaMedia) AS DECIMAL(3,1)) AS nota, CAST(any_value(numeroVotos) AS BIGINT) AS votos FROM f GROUP BY id;
CREATE TEMP TABLE a AS SELECT nomeArtista, anoNascimento, titulosMaisConhecidos, any_value(profissao) AS profissao, count(DISTINCT id) AS titles FROM f GROUP BY ALL;
SELECT concat_ws(' ',
 (SELECT string_agg(n, ' ' ORDER BY d) FROM (SELECT CAST(ano AS INTEGER) // 10 AS d, count(*) AS n FROM t GROUP BY d)),
 (SELECT string_agg(r, ' ' ORDER BY r) FROM (SELECT format('{{:.2f}}', CAST(sum(nota * votos) AS DOUBLE) / sum(votos)) AS r FROM (SELECT unnest(string_split(genero, ',')) AS g, nota, votos FROM t WHERE nota IS NOT NULL) GROUP BY g)),
 (SELECT string_agg(n, ' ' ORDER BY n DESC) FROM (SELECT count(*) AS n FROM (SELECT unnest(string_split(nullif(profissao, ''), ',')) AS p FROM a WHERE len(string_split(titulosMaisConhecidos, ',')) > 3) GROUP BY p)),
 (SELECT string_agg(titles, ' ' ORDER BY titles DESC) FROM (SELECT titles FROM a ORDER BY titles DESC LIMIT 10)));
"""

IN_LAKE = ["SELECT decade, count(*) AS n FROM fact_title GROUP BY decade ORDER BY decade",
           "SELECT round(CAST(sum(t.imdb_rating * t.imdb_votes) AS double) / CAST(sum(t.imdb_votes) AS double), 2) AS n FROM fact_title AS t JOIN bridge_title_genre AS g ON g.title_id = t.title_id WHERE t.imdb_rating IS NOT NULL GROUP BY g.genre ORDER BY n",
           "SELECT count(*) AS n FROM dim_artist AS a JOIN bridge_artist_profession AS p ON p.artist_id = a.artist_id WHERE a.known_title_count > 3 GROUP BY p.profession ORDER BY n DESC",
           "SELECT count(DISTINCT title_id) AS n FROM fact_credit GROUP BY artist_id ORDER BY n DESC LIMIT 10"]


def four(b, path, slow):
    """The four questions of one movies.csv, by those who ask the file and by one who asks tables of it."""
    lake = b.in_memory("asked")
    job = data.write_job(b.memory, "asked.json", path)
    with open(job, encoding="utf-8") as f:
        built = f.read().replace("]}", ',{"type":"BuildTables"}]}')
    with open(job, "w", encoding="utf-8") as f:
        f.write(built)
    run([*b.host, "run", job, "-l", lake, "--date", DATE], b.env)
    exactly = "^" + re.escape(answers_of(path)) + r"\s*$"
    script = b.path("four.sql")
    with open(script, "w", encoding="utf-8") as f:
        f.write(IN_DUCKDB.format(csv=peers.duckdb_csv(path, "|")))
    duckdb, query = peers.duckdb_script(script)
    asked = "; ".join(f"$n += @(Invoke-LakeQuery @'\n{sql}\n'@ -Lake '{lake}' | ForEach-Object {{ $_.n -is [double] ? $_.n.ToString('0.00', [cultureinfo]::InvariantCulture) : $_.n }})" for sql in IN_LAKE)
    figures = in_turn([
        Program("**Invoke-LakeQuery** in pwsh, tables that were made before", pwsh(f"$n = @(); {asked}; $n -join ' '"), exactly),
        *([Program("Import-RawCsv and Group-Object in pwsh, as people do it", pwsh(IN_POWERSHELL % path), exactly)] if slow else []),
        Program("pandas read_csv and groupby", peers.python_with("pandas") and [peers.python_with("pandas"), "-c", IN_PANDAS % path], exactly),
        Program(f"{duckdb}, from the CSV", query, exactly),
    ], b.env, b.runs)
    warm = run(pwsh(f"foreach ($i in 0..{b.runs}) {{ $n = @(); $w = [Diagnostics.Stopwatch]::StartNew(); {asked}; {INVARIANT} }}"), b.env).output.split()[1:] if peers.tool("pwsh") else []
    shutil.rmtree(lake)
    return [*table(figures, server=False), "", *([f"Invoke-LakeQuery in a PowerShell that runs already, all four: {seconds(statistics.median(map(float, warm)))} s."] if warm else [])]


def questions_section(b, say):
    say("## Questions", "")
    sixteen(b, say)
    lake, part = b.lake(10), b.path("part.csv")
    rows = 200_000 // b.share
    with open(lake.movies, "rb") as f, open(part, "wb") as to:
        to.writelines(next(f) for _ in range(rows + 1))
    say(f"Four that a movies.csv alone answers, whole processes, the same numbers from each: {'; '.join(FOUR)}.", "",
        f"The first {rows:,} rows:", "", *four(b, part, slow=True), "",
        f"All {lake.cinema.rows:,} rows, without those who would need some GB for them:", "", *four(b, lake.movies, slow=False), "",
        "Where DuckDB from the CSV takes less as a whole process, it is PowerShell's start, the engine's module and a look at the manifests against the start of Node; the lines below the tables have the same four without the start. "
        "And it reads the whole file for its answers each time, so it grows with the file.", "",
        "In the picture all questions together are nearly flat up to the files as they are, where each is the opening of the engine and of the tables, and grow with the rows from there.", "")
    os.remove(part)


DRAWN = """const {chromium}=require(process.argv[1]);(async()=>{
const b=await chromium.launch({executablePath:process.argv[2],args:process.getuid()===0?['--no-sandbox']:[]});
for(let i=0;i<+process.argv[4];i++){const c=await b.newContext({offline:true,viewport:{width:1280,height:900}}),p=await c.newPage();
await p.addInitScript(()=>new MutationObserver(()=>{if(window.drawnAt===undefined&&document.body?.dataset.drawn!==undefined)window.drawnAt=performance.now()}).observe(document,{subtree:true,childList:true,attributes:true}));
await p.goto('file://'+process.argv[3]);await p.waitForFunction(()=>window.drawnAt!==undefined,null,{timeout:60000});
const s=await p.evaluate(()=>[window.drawnAt,document.body.dataset.drawn,document.body.dataset.failed]);console.log(s.join(' '));await c.close()}await b.close()})()"""


def drawn(b, page):
    """Milliseconds from the start of opening the page to all charts drawn, in a new tab each; None without a browser."""
    folders = [*os.environ.get("NODE_PATH", "").split(os.pathsep), os.path.join(ROOT, "tests", "page", "node_modules")]
    playwright = next((path for folder in folders if os.path.isdir(path := os.path.join(folder, "playwright-core"))), None)
    browser = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if not (playwright and browser and shutil.which("node")):
        return None
    said = [line.split() for line in run(["node", "-e", DRAWN, playwright, browser, page, str(b.runs + 1)], b.env).output.splitlines()][1:]
    if {words[2] for words in said} != {"0"}:
        raise SystemExit(f"charts were not drawn: {said}")
    return sorted(float(words[0]) for words in said), said[0][1]


def page_section(b, say):
    lake, page = b.lake(10).built(b), b.in_memory("page.html")
    export = f"Export-LakeDashboard '{page}' -Lake '{lake.folder}' -Force"
    job = lake.cinema.job("page.json", {"type": "ExportDashboard", "force": True}, sends=False)
    figures = in_turn([
        Program("**Export-LakeDashboard** in pwsh", pwsh(export)),
        Program("**datalake run**, ExportDashboard", [*b.host, "run", job, "-l", lake.folder, "--date", DATE]),
    ], b.env, b.runs)
    say("## Page", "", f"The page of the {len(QUESTIONS)} questions over the tables above. Whole processes:", "", *table(figures, server=False), "", "| what | |", "|---|---:|")
    if not peers.tool("pwsh"):
        say("")
        return
    took = run(pwsh(f"foreach ($i in 0..{b.runs}) {{ $w = [Diagnostics.Stopwatch]::StartNew(); {export}; {INVARIANT} }}"), b.env).output.split()[1:]
    shown = drawn(b, page)
    say(f"| export in a PowerShell that runs already | {seconds(statistics.median(map(float, took)))} s |", f"| size of the file | {os.path.getsize(page) / 1e6:.2f} MB |",
        "| from opening it to all charts drawn, in Chromium | not on this machine |" if shown is None else
        f"| from opening it to all {shown[1]} charts drawn, in Chromium | {statistics.median(shown[0]) / 1000:.2f} s ({shown[0][0] / 1000:.2f}-{shown[0][-1] / 1000:.2f}) |", "")
