# Lakes to test against: folders, and buckets of a moto server that each test file starts for itself.
# What is read back is read with the AWS CLI, so that no code of the product vouches for itself.

Set-StrictMode -Version Latest

# moto looks at no signature, but takes a request without one for a stranger's.
$script:Unsigned = @{ Authorization = 'AWS4-HMAC-SHA256 Credential=test/20220502/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' }
$script:Server = $null
$script:SavedEnvironment = @{}

# Where a test's process finds nothing of the machine's own AWS settings.
$script:NoAws = @{
    AWS_ACCESS_KEY_ID           = $null
    AWS_SECRET_ACCESS_KEY       = $null
    AWS_SESSION_TOKEN           = $null
    AWS_DEFAULT_REGION          = $null
    AWS_REGION                  = $null
    AWS_PROFILE                 = $null
    AWS_ENDPOINT_URL            = $null
    AWS_ENDPOINT_URL_S3         = $null
    AWS_CONFIG_FILE             = Join-Path ([IO.Path]::GetTempPath()) 'no-such-aws-config'
    AWS_SHARED_CREDENTIALS_FILE = Join-Path ([IO.Path]::GetTempPath()) 'no-such-aws-credentials'
    AWS_CA_BUNDLE               = $null
    AWS_EC2_METADATA_DISABLED   = 'true'
    DATALAKE_URI                = $null
}

function Get-BuiltModule {
    # The path of the module as users get it.
    Join-Path $PSScriptRoot '../../output/DataLakeTools/DataLakeTools.psd1' -Resolve
}

function Get-MissingPage {
    # Why tests of the page of answers cannot run: this build was made without Node. Nothing when they can.
    $core = Join-Path (Split-Path (Get-BuiltModule)) bin/deps/DataLakeTools.Core.dll
    if (-not [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($core)).Contains('dashboard.html.br')) {
        'skipped, the page was not built: node and npm are needed'
    }
}

function Get-PowerShellCommand {
    # The program of this PowerShell, then its first argument if it is a .NET tool: "& $program $first ..." starts another.
    & (Join-Path $PSScriptRoot ../../module/samples/schedule/Get-PowerShellCommand.ps1)
}

function Get-MissingProgram {
    # Why tests that need these programs cannot run; nothing when they can.
    param([Parameter(Mandatory)] [string[]] $Name)

    $missing = $Name | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) }
    if ($missing) {
        "skipped, not on this machine: $($missing -join ', ')"
    }
}

function Get-TestLakeKind {
    # Both kinds of lake, each with the reason why it cannot be tested here, if there is one.
    $missing = Get-MissingProgram moto_server, aws
    @{ Kind = 'Folder'; Label = 'a folder'; IsMissing = $false }
    @{ Kind = 'S3'; Label = $missing ? "S3 ($missing)" : 'S3'; IsMissing = [bool] $missing }
}

function Set-TestEnvironment {
    # Sets variables of this process ($null removes one) until Restore-TestEnvironment.
    param([Parameter(Mandatory)] [hashtable] $Variable)

    foreach ($name in $Variable.Keys) {
        if (-not $script:SavedEnvironment.ContainsKey($name)) {
            $script:SavedEnvironment[$name] = [Environment]::GetEnvironmentVariable($name)
        }

        [Environment]::SetEnvironmentVariable($name, $Variable[$name] ?? [NullString]::Value)
    }
}

function Clear-AwsSetting {
    # Hides the machine's own AWS settings and lake until Restore-TestEnvironment.
    Set-TestEnvironment $script:NoAws
}

function Restore-TestEnvironment {
    foreach ($name in $script:SavedEnvironment.Keys) {
        [Environment]::SetEnvironmentVariable($name, $script:SavedEnvironment[$name] ?? [NullString]::Value)
    }

    $script:SavedEnvironment = @{}
}

function Wait-Until {
    # Looks until it is so; after the deadline it is an error.
    param(
        [Parameter(Mandatory)] [scriptblock] $Condition,
        [Parameter(Mandatory)] [string] $What,
        # As long as the slowest machine may take: whoever succeeds does not wait for it.
        [int] $Seconds = 120
    )

    $deadline = [DateTime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([DateTime]::UtcNow -gt $deadline) {
            throw "Waited $Seconds seconds in vain for this: $What"
        }

        Start-Sleep -Milliseconds 10
    }
}

function Start-TestServer {
    # Starts moto on a free port, waits until it answers and points the AWS settings of this process at it.
    [CmdletBinding()]
    param(
        # A certificate and its key: the server then speaks HTTPS for the name localhost.
        [string] $Certificate,
        [string] $Key
    )

    if (Get-MissingProgram moto_server) {
        Clear-AwsSetting
        return
    }

    # Port 0: the server takes a free one and says which, so that no other can have taken it meanwhile.
    $log = [IO.Path]::GetTempFileName()
    $arguments = @('-H', '127.0.0.1', '-p', '0')
    if ($Certificate) {
        $arguments += '-s', '-c', "`"$Certificate`"", '-k', "`"$Key`""
    }

    $process = Start-Process moto_server $arguments -PassThru -RedirectStandardOutput $log -RedirectStandardError "$log.err"
    $port = @{}
    try {
        Wait-Until -What 'moto_server says its address' {
            $port.Of = [regex]::Match("$(Get-Content -LiteralPath "$log.err" -Raw -ErrorAction Ignore)", 'Running on \S+:(?<Port>\d+)').Groups['Port'].Value
            $process.HasExited -or $port.Of
        }
        if (-not $port.Of) {
            throw "moto_server ended: $(Get-Content -LiteralPath "$log.err" -Raw)"
        }

        $endpoint = $Certificate ? "https://localhost:$($port.Of)" : "http://127.0.0.1:$($port.Of)"
        Wait-Until -What "moto_server answers at $endpoint" { Test-Endpoint $endpoint }
    }
    catch {
        if (-not $process.HasExited) { $process.Kill($true) }
        throw
    }

    $script:Server = @{ Process = $process; Log = $log; EndpointUrl = $endpoint; Buckets = 0 }
    Clear-AwsSetting
    Set-TestEnvironment @{
        AWS_ACCESS_KEY_ID     = 'test'
        AWS_SECRET_ACCESS_KEY = 'test'
        AWS_DEFAULT_REGION    = 'us-east-1'
        AWS_ENDPOINT_URL      = $endpoint
    }
}

function Stop-TestServer {
    # Ends the server that Start-TestServer has started and gives the environment back.
    if ($script:Server) {
        $script:Server.Process.Kill($true)
        $script:Server.Process.WaitForExit()
        Remove-Item $script:Server.Log, "$($script:Server.Log).err" -ErrorAction Ignore
        $script:Server = $null
    }

    Restore-TestEnvironment
}

function Get-TestEndpoint { $script:Server ? $script:Server.EndpointUrl : $null }

function Test-Endpoint {
    param([string] $Endpoint)

    try {
        $null = Invoke-WebRequest $Endpoint -SkipCertificateCheck -SkipHttpErrorCheck -TimeoutSec 5
        $true
    }
    catch {
        $false
    }
}

function Invoke-TestServer {
    # One request to the server, past the product and past the AWS CLI.
    param([string] $Method, [string] $PathAndQuery, [string] $Body)

    Invoke-RestMethod "$($script:Server.EndpointUrl)/$PathAndQuery" -Method $Method -Body $Body -Headers $script:Unsigned -SkipCertificateCheck -SkipHeaderValidation
}

function New-TestFolder {
    # A new, empty folder that Pester removes; its full path without PowerShell drives.
    (New-Item "TestDrive:/$([guid]::NewGuid().ToString('N').Substring(0, 8))" -ItemType Directory).FullName
}

function New-TableLake {
    # A lake with the sample's films and series of one day and film records of TMDB.
    param([Parameter(Mandatory)] [string] $Kind, [string] $Date = '2022-05-02')

    $lake = New-TestLake $Kind
    $folder = New-TestFolder
    Copy-Sample $folder
    $null = Send-RawCsv (Join-Path $folder movies.csv), (Join-Path $folder series.csv) $lake.Address -Date $Date
    $null = Get-TableRecord | Write-RawJsonBatch -Lake $lake.Address -Specification Movies/Crime -Date $Date
    $lake
}

function Get-TableRecord {
    # Films as TMDB sends them. 550 is whole; 551 has a day that does not exist, a text for a number and a revenue beyond 32
    # bits; of 552 nothing is known ("0" and ""); 600 to 639 are plain.
    '{"id":550,"imdb_id":"tt0137523","title":"Fight Club","original_title":"Fight Club","release_date":"1999-10-15","video":false,"adult":false,"status":"Released","runtime":139,"budget":63000000,"revenue":100853753,"popularity":61.4,"vote_average":8.4,"vote_count":26280,"original_language":"en","belongs_to_collection":null,"genres":[{"id":18,"name":"Drama"}],"production_companies":[{"id":508,"name":"Regency Enterprises","origin_country":"US"},{"id":711,"name":"Fox 2000 Pictures","origin_country":"US"}],"production_countries":[{"iso_3166_1":"US","name":"United States of America"}],"keywords":{"keywords":[{"id":825,"name":"support group"}]},"external_ids":{"imdb_id":"tt0137523","facebook_id":"FightClub","instagram_id":"","wikidata_id":"Q190050"}}'
    '{"id":551,"imdb_id":"tt0069113","title":"The Poseidon Adventure","original_title":"The Poseidon Adventure","release_date":"1972-02-30","video":false,"adult":false,"status":"Released","runtime":"117","budget":5000000,"revenue":3000000000,"popularity":12.5,"vote_average":7.1,"vote_count":800,"original_language":"en","belongs_to_collection":null,"genres":[{"id":12,"name":"Adventure"}],"production_companies":[],"production_countries":[],"keywords":{"keywords":[]},"external_ids":{"imdb_id":"tt0069113","facebook_id":null,"instagram_id":null,"wikidata_id":null}}'
    '{"id":552,"imdb_id":null,"title":"Pane e tulipani","original_title":"Pane e tulipani","release_date":"","video":false,"adult":false,"status":"Released","runtime":0,"budget":0,"revenue":0,"popularity":3.25,"vote_average":7.2,"vote_count":150,"original_language":"it","belongs_to_collection":null,"genres":[{"id":35,"name":"Comedy"}],"production_companies":[],"production_countries":[],"keywords":{"keywords":[]},"external_ids":{"imdb_id":null,"facebook_id":null,"instagram_id":null,"wikidata_id":null}}'
    foreach ($id in 600..639) {
        '{"id":' + $id + ',"imdb_id":null,"title":"Film ' + $id + '","original_title":"Film","release_date":"2001-01-01","video":false,"adult":false,"status":"Released","runtime":100,"budget":1000,"revenue":1500,"popularity":1.5,"vote_average":6.5,"vote_count":20,"original_language":"pt","belongs_to_collection":null,"genres":[],"production_companies":[],"production_countries":[],"keywords":{"keywords":[]},"external_ids":{"imdb_id":null,"facebook_id":null,"instagram_id":null,"wikidata_id":null}}'
    }
}

function Copy-LakeBytes {
    # Copies an object between two test lakes of one kind, past the product.
    param([Parameter(Mandatory)] $From, [Parameter(Mandatory)] $To, [Parameter(Mandatory)] [string] $Key)

    if ($From.Kind -eq 'Folder') {
        $target = Join-Path $To.Root $Key
        $null = New-Item (Split-Path $target) -ItemType Directory -Force
        Copy-Item (Join-Path $From.Root $Key) $target
        return
    }

    $null = aws s3 cp "s3://$($From.Root)/$Key" "s3://$($To.Root)/$Key" --endpoint-url (Get-TestEndpoint) --only-show-errors
}

function New-TableModel {
    # A folder with a model of one's own: a text a path, for example 'trusted/movies.json'.
    param([Parameter(Mandatory)] [hashtable] $File)

    $folder = New-TestFolder
    foreach ($path in $File.Keys) {
        $full = Join-Path $folder $path
        $null = New-Item (Split-Path $full) -ItemType Directory -Force
        [IO.File]::WriteAllText($full, $File[$path])
    }

    $folder
}

function New-TestLake {
    # A new, empty lake.
    param([Parameter(Mandatory)] [ValidateSet('Folder', 'S3')] [string] $Kind)

    if ($Kind -eq 'Folder') {
        $folder = Join-Path (New-TestFolder) 'lake'
        return [pscustomobject] @{ Kind = $Kind; Address = $folder; Root = $folder }
    }

    $script:Server.Buckets++
    $bucket = "lake-$($script:Server.Buckets)"
    $null = Invoke-TestServer Put $bucket
    [pscustomobject] @{ Kind = $Kind; Address = "s3://$bucket"; Root = $bucket }
}

function Get-TestLakeKey {
    # The keys of all that is published in a lake, in the order of S3.
    param([Parameter(Mandatory)] $Lake)

    if ($Lake.Kind -eq 'S3') {
        $listing = Invoke-TestServer Get "$($Lake.Root)?list-type=2"
        $keys = $listing.SelectNodes('//*[local-name()="Key"]') | ForEach-Object InnerText
    }
    else {
        $keys = Get-ChildItem -LiteralPath $Lake.Root -File -Recurse -Force -ErrorAction Ignore |
            ForEach-Object { [IO.Path]::GetRelativePath($Lake.Root, $_.FullName).Replace('\', '/') }
    }

    [string[]] $sorted = @($keys | Where-Object { $_ })
    [Array]::Sort($sorted, [StringComparer]::Ordinal)
    $sorted
}

function Get-TestLakeRemnant {
    # What an upload that ended badly may leave: parts on the server; hidden files and empty folders on a disk.
    param([Parameter(Mandatory)] $Lake)

    if ($Lake.Kind -eq 'S3') {
        (Invoke-TestServer Get "$($Lake.Root)?uploads").SelectNodes('//*[local-name()="UploadId"]') | ForEach-Object InnerText
    }
    else {
        Get-ChildItem -LiteralPath $Lake.Root -Recurse -Force -ErrorAction Ignore |
            Where-Object { $_.PSIsContainer ? -not (Get-ChildItem -LiteralPath $_.FullName -Force) : $_.Name -like '*.partial' } |
            ForEach-Object FullName
    }
}

function Get-TestLakeHash {
    # The SHA-256 of an object, read with the AWS CLI or from the disk.
    param([Parameter(Mandatory)] $Lake, [Parameter(Mandatory)] [string] $Key)

    if ($Lake.Kind -eq 'Folder') {
        return (Get-FileHash -LiteralPath (Join-Path $Lake.Root $Key) -Algorithm SHA256).Hash
    }

    $copy = [IO.Path]::GetTempFileName()
    try {
        $null = Invoke-AwsCli s3 cp "s3://$($Lake.Root)/$Key" $copy --quiet
        (Get-FileHash -LiteralPath $copy -Algorithm SHA256).Hash
    }
    finally {
        Remove-Item -LiteralPath $copy
    }
}

function Invoke-AwsCli {
    # Runs the AWS CLI; what it says, or an error with what it complains of.
    $output = aws @args 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "aws $args ended with $LASTEXITCODE`: $output"
    }

    ($output | Where-Object { $_ -is [string] }) -join "`n"
}

function Write-TestFile {
    # Writes text to a file as it is: UTF-8, no byte order mark, no newline added. Gives the file's full path.
    param([Parameter(Mandatory)] [string] $Path, [AllowEmptyString()] [string] $Text)

    [IO.File]::WriteAllText($Path, $Text, [Text.UTF8Encoding]::new($false))
    $Path
}

function Copy-Sample {
    # Copies of the samples of the repository: movies.csv (60 rows, 15 columns) and series.csv (40 rows, 16 columns).
    param([Parameter(Mandatory)] [string] $Folder)

    Copy-Item "$PSScriptRoot/../../module/samples/data/*.csv" $Folder
}

function New-LargeCsv {
    # A valid file of a header and at least this many bytes, all rows alike in form and each with its own id.
    param([Parameter(Mandatory)] [string] $Path, [long] $Size = 12MB)

    $rows = [Text.StringBuilder]::new()
    for ($id = 1; $id -le 1000; $id++) {
        $null = $rows.Append("tt$($id.ToString('0000000'))|O Auto da Compadecida, de novo|\N|2000|8.7`r`n")
    }

    $block = [Text.Encoding]::UTF8.GetBytes($rows.ToString())
    $stream = [IO.File]::Create($Path)
    try {
        $stream.Write([Text.Encoding]::UTF8.GetBytes("id|titulo|original|ano|nota`r`n"))
        while ($stream.Length -lt $Size) {
            $stream.Write($block)
        }
    }
    finally {
        $stream.Dispose()
    }

    $Path
}

function Get-BadCsv {
    # Files that fail their check with problems of one kind, as bytes in Latin-1, and the id of the error.
    @{ What = 'a row with fewer fields and one with more'; ErrorId = 'CsvFieldCount'; Latin1 = "a|b`n1`n1|2|3`n" }
    @{ What = 'a lone carriage return'; ErrorId = 'CsvBareReturn'; Latin1 = "a|b`n1|x`ry`n" }
    @{ What = 'bytes that are not UTF-8'; ErrorId = 'CsvNotUtf8'; Latin1 = "a|b`n1|caf`u{e9}`n" }
    @{ What = 'UTF-16'; ErrorId = 'CsvNotText'; Latin1 = "`u{ff}`u{fe}a`0|`0b`0`n`0" }
    @{ What = 'NUL bytes'; ErrorId = 'CsvNotText'; Latin1 = "a|b`n1|`0`n" }
    @{ What = 'a quotation mark that is never closed'; ErrorId = 'CsvQuoting'; Latin1 = "a,b`n`"1`",2`n3,`"4`n" }
    @{ What = 'a byte order mark within'; ErrorId = 'CsvByteOrderMark'; Latin1 = "a|b`n1|2`n`u{ef}`u{bb}`u{bf}a|b`n3|4`n" }
    @{ What = 'a blank line for a header'; ErrorId = 'CsvEmpty'; Latin1 = "`n1`n" }
    @{ What = 'a title for a header'; ErrorId = 'CsvNoHeader'; Latin1 = "My great report`na;b;c`n1;2;3`n" }
    @{ What = 'a Parquet file'; ErrorId = 'CsvOtherFormat'; Latin1 = "PAR1abc`n" }
    @{ What = 'problems of several kinds'; ErrorId = 'CsvCheckFailed'; Latin1 = "a|b`n1`n2|x`ry`n" }
}

function New-EmptyBytes {
    # A file of NUL bytes that takes no room on the disk.
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [long] $Size)

    $stream = [IO.File]::Create($Path)
    if ($IsWindows) {
        # Elsewhere a file has its holes by itself.
        $null = fsutil sparse setflag $Path
    }

    $stream.SetLength($Size)
    $stream.Dispose()
    $Path
}

function Start-Pipeline {
    # Runs a script in a runspace of its own; what Ctrl+C does to a console, .Stop() does to it.
    param([Parameter(Mandatory)] [string] $Script, [hashtable] $Variable = @{})

    $shell = [powershell]::Create()
    $shell.Runspace.SessionStateProxy.SetVariable('module', (Get-BuiltModule))
    foreach ($name in $Variable.Keys) {
        $shell.Runspace.SessionStateProxy.SetVariable($name, $Variable[$name])
    }

    $null = $shell.AddScript('Import-Module $module').AddStatement().AddScript($Script)
    [pscustomobject] @{ Shell = $shell; Result = $shell.BeginInvoke() }
}

function Invoke-OtherPowerShell {
    # Runs a script block in a process of its own, which inherits the environment and nothing else.
    param([Parameter(Mandatory)] [scriptblock] $Script, [object[]] $Argument = @())

    $program, $first = Get-PowerShellCommand
    & $program $first -NoProfile -NonInteractive -OutputFormat XML -Command $Script -args $Argument
}

Export-ModuleMember -Function *-* -Variable @()
