# Stand-ins for TMDB and S3, each a process of its own, started for a test file and ended with it.

Set-StrictMode -Version Latest

Import-Module $PSScriptRoot/TestLake.psm1

$script:Tmdb = $null
$script:S3 = $null

function Get-MissingStandIn {
    # Why tests that need the stand-ins cannot run; nothing when they can.
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        return 'skipped, not on this machine: dotnet'
    }

    if (-not (Get-StandInAssembly)) {
        'skipped, not built: tests/DataLakeTools.TestServers'
    }
}

function Get-StandInAssembly {
    Get-ChildItem "$PSScriptRoot/../DataLakeTools.TestServers/bin/*/*/DataLakeTools.TestServers.dll" -ErrorAction Ignore |
        Sort-Object LastWriteTime | Select-Object -Last 1 -ExpandProperty FullName
}

function Start-StandIn {
    param([string[]] $Argument)

    $log = [IO.Path]::GetTempFileName()
    # Start-Process puts no quotation marks around a path with spaces.
    $process = Start-Process dotnet (@("`"$(Get-StandInAssembly)`"") + $Argument) -PassThru -RedirectStandardOutput $log -RedirectStandardError "$log.err"
    try {
        Wait-Until -What "the stand-in says its address" { $process.HasExited -or (Get-Content $log -TotalCount 1) }
        if ($process.HasExited) {
            throw "The stand-in ended: $(Get-Content "$log.err" -Raw)"
        }
    }
    catch {
        if (-not $process.HasExited) { $process.Kill($true) }
        throw
    }

    [pscustomobject] @{ Process = $process; Log = $log; Address = (Get-Content $log -TotalCount 1).TrimEnd('/') }
}

function Start-TmdbStandIn {
    # Points TMDB_ENDPOINT and TMDB_TOKEN at a new stand-in. No cmdlet waits for the real TMDB's rate unless a test says so.
    param([int] $Movies = 300, [int] $Series = 120, [string[]] $Argument = @())

    $script:Tmdb = Start-StandIn (@('tmdb', '--port', '0', '--movies', $Movies, '--series', $Series) + $Argument)
    Set-TestEnvironment @{ TMDB_ENDPOINT = $script:Tmdb.Address; TMDB_TOKEN = 'stand-in.read.token'; TMDB_API_KEY = $null; TMDB_LANGUAGE = $null; TMDB_REQUESTS_PER_SECOND = $null }
    $global:PSDefaultParameterValues['*-Tmdb*:RequestsPerSecond'] = 1000
}

function Start-S3StandIn {
    # Points the AWS settings at a new stand-in with these buckets.
    param([string[]] $Bucket, [string[]] $Argument = @())

    $script:S3 = Start-StandIn (@('s3', '--port', '0') + $Argument + @($Bucket | ForEach-Object { '--bucket', $_ }))
    Clear-AwsSetting
    Set-TestEnvironment @{
        AWS_ENDPOINT_URL      = $script:S3.Address
        AWS_ACCESS_KEY_ID     = 'test'
        AWS_SECRET_ACCESS_KEY = 'test'
        AWS_REGION            = 'us-east-1'
    }
}

function Stop-StandIn {
    # Ends the stand-ins and gives the environment back.
    foreach ($standIn in @($script:Tmdb, $script:S3) | Where-Object { $_ }) {
        if (-not $standIn.Process.HasExited) { $standIn.Process.Kill($true) }
        $standIn.Process.WaitForExit()
        Remove-Item $standIn.Log, "$($standIn.Log).err" -ErrorAction Ignore
    }

    $script:Tmdb = $script:S3 = $null
    $global:PSDefaultParameterValues.Remove('*-Tmdb*:RequestsPerSecond')
    Restore-TestEnvironment
}

function Get-TmdbControl {
    $script:Tmdb.Address -replace '/3$', '/control'
}

function Get-TmdbLog {
    # The requests so far, oldest first: path and query, and the status of the answer.
    Invoke-RestMethod "$(Get-TmdbControl)/log" | ForEach-Object { $_ }
}

function Get-TmdbRequestCount {
    param([string] $Like = '*')

    @(Get-TmdbLog | Where-Object pathAndQuery -like $Like).Count
}

function Set-TmdbOption {
    param([Parameter(Mandatory)] [string] $Query)

    $null = Invoke-RestMethod "$(Get-TmdbControl)/options?$Query" -Method Post
}

function Add-TmdbFault {
    param([Parameter(Mandatory)] [string] $Fault, [string] $Where = '', [int] $Times = 1, [int] $After = 0)

    $null = Invoke-RestMethod "$(Get-TmdbControl)/faults?fault=$Fault&where=$([uri]::EscapeDataString($Where))&times=$Times&after=$After" -Method Post
}

function Get-TmdbBytes {
    # An answer as the stand-in sends it, past the product.
    param([Parameter(Mandatory)] [string] $PathAndQuery)

    $answer = Invoke-WebRequest "$($script:Tmdb.Address)/$PathAndQuery" -Headers @{ Authorization = 'Bearer stand-in.read.token' }
    , $answer.RawContentStream.ToArray()
}

Export-ModuleMember -Function *-*
