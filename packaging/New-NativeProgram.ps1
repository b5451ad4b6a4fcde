#Requires -Version 7.6
<#
.SYNOPSIS
Makes the program "datalake" as one native file, and puts the engine's library beside it.

.DESCRIPTION
A native program is linked on its own system: with clang or gcc, on Windows with the C++ tools of Visual Studio.

One for Linux needs a C library as new as the one that it was linked with. Where clang, lld, dpkg-deb and an apt-get
that knows Debian 12 are, that is the one of Debian 12 whatever the machine has, and the program runs with glibc 2.34 and newer:
Amazon Linux 2023, Debian 12, RHEL 9, Ubuntu 22.04. One for the other processor can be made only there.

Returns the program. The engine, DuckDB, lies beside it with its licence: the program loads it for steps on tables, and
runs all others without it.

.PARAMETER Destination
The folder for the files.

.PARAMETER RuntimeIdentifier
The platform: that of this machine if not given.

.PARAMETER ToolDestination
Where the same program lands as the package of a .NET tool, too; there is none if not given.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    [Parameter(Mandatory)] [string] $Destination,
    [ValidateSet('linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64', 'win-x64', 'win-arm64')]
    [string] $RuntimeIdentifier = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier,
    [string] $ToolDestination
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$root = Split-Path $PSScriptRoot
$thisMachine = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
$system, $processor = $RuntimeIdentifier.Split('-')

# What is linked with, and what the program loads when it runs: with it, one for another processor can be tried here.
$debianPackages = 'libc6', 'libc6-dev', 'libgcc-s1', 'libgcc-12-dev', 'libssl3', 'libstdc++6'
$debianKeys = '/usr/share/keyrings/debian-archive-keyring.gpg'

function Invoke-Tool([string] $name) {
    $printed = & $name @args 2>&1
    if ($LASTEXITCODE -ne 0) { throw "$name $args ended with ${LASTEXITCODE}:`n$($printed -join "`n")" }
}

# Where apt-get of this machine gets the packages of Debian 12 from; nothing where it does not.
function Get-DebianSource {
    apt-get indextargets --format '$(REPO_URI)' 'Release: bookworm' 'Component: main' 2>$null | Select-Object -First 1
}

# A folder that looks like the root of a Debian 12 of the processor, made once. apt-get works on a state of its own in
# it, so it needs no rights and changes nothing on the machine; it checks Debian's signature.
function Get-SysRoot {
    $sysRoot = Join-Path $root "output/sysroot/debian-12-$processor"
    if (Test-Path $sysRoot) { return $sysRoot }

    $debian = $processor -eq 'x64' ? 'amd64' : $processor
    $work = Join-Path $root "output/sysroot/$([guid]::NewGuid())"
    try {
        foreach ($folder in 'state/lists/partial', 'cache/archives/partial', 'packages', 'root') { $null = New-Item -ItemType Directory -Force "$work/$folder" }
        $null = New-Item "$work/state/status"
        Set-Content "$work/sources.list" "deb [signed-by=$debianKeys] $(Get-DebianSource) bookworm main"
        $settings = @(
            "Dir::Etc::SourceList=$work/sources.list", 'Dir::Etc::SourceParts=/dev/null', "Dir::State=$work/state", "Dir::State::status=$work/state/status",
            "Dir::Cache=$work/cache", "APT::Architecture=$debian", "APT::Architectures=$debian", 'APT::Sandbox::User=', 'Acquire::Languages=none'
        ).ForEach({ '-o', $_ })
        Push-Location "$work/packages"
        try {
            Invoke-Tool apt-get @settings --quiet update
            Invoke-Tool apt-get @settings --quiet download @debianPackages
        }
        finally {
            Pop-Location
        }

        foreach ($package in Get-ChildItem "$work/packages/*.deb") { Invoke-Tool dpkg-deb --extract $package.FullName "$work/root" }
        # A link that begins with / would lead to this machine's own libraries.
        foreach ($link in Get-ChildItem "$work/root" -Recurse -Force -Attributes ReparsePoint | Where-Object { "$($_.LinkTarget)".StartsWith('/') }) {
            $target = [IO.Path]::GetRelativePath($link.DirectoryName, "$work/root$($link.LinkTarget)")
            $link.Delete()
            $null = [IO.File]::CreateSymbolicLink($link.FullName, $target)
        }

        Move-Item "$work/root" $sysRoot
    }
    finally {
        Remove-Item $work -Recurse -Force
    }

    $sysRoot
}

function Get-LinkSetting {
    if ($system -ne $thisMachine.Split('-')[0]) { throw "A program for $RuntimeIdentifier is linked on its own system, not on $thisMachine." }
    if ($system -ne 'linux') { return }

    $missing = @('clang', 'ld.lld', 'apt-get', 'dpkg-deb' | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
    if (-not (Test-Path $debianKeys)) { $missing += $debianKeys }
    if ('apt-get' -notin $missing -and -not (Get-DebianSource)) { $missing += 'a source of Debian 12 (bookworm) for apt-get' }
    if ($missing.Count -eq 0) { return "-p:SysRoot=$(Get-SysRoot)" }
    if ($RuntimeIdentifier -ne $thisMachine) { throw "A program for $RuntimeIdentifier cannot be linked on $thisMachine without $($missing -join ', ') (on Debian: apt-get install clang lld debian-archive-keyring)." }
    Write-Warning "The program is linked with the C library of this machine and needs one that is as new. With $($missing -join ', ') it would be linked with that of Debian 12."
}

# Neither the place of the checkout nor its commit, so that the same program is the same file.
$same = '-p:IncludeSourceRevisionInInformationalVersion=false', '-p:EnableSourceLink=false', "-p:PathMap=$root=/_"
$build = Join-Path $root "output/native-build"
$project = Join-Path $root 'src/DataLakeTools.Host'
$link = @(Get-LinkSetting)
# A package of a tool is made of what its publish makes.
$wanted = $ToolDestination ? @('pack', '-p:PackAsTool=true', "-p:PublishDir=$([IO.Path]::GetFullPath($Destination, $PWD))/", '--output', $ToolDestination) : @('publish', '--output', $Destination)
Remove-Item $Destination -Recurse -Force -ErrorAction Ignore
$printed = dotnet @wanted $project --configuration Release --runtime $RuntimeIdentifier @link @same --artifacts-path $build --verbosity quiet --nologo
if ($LASTEXITCODE -ne 0) {
    $printed | Out-Host
    if ("$printed" -match 'NU1101[^:]*: Unable to find package ([\w.-]+)') {
        throw "The program cannot be built for ${RuntimeIdentifier}: the package source that NuGet is set to has no '$($Matches[1])'. Build it where NuGet reaches nuget.org."
    }
    throw "The program could not be built for ${RuntimeIdentifier}; the lines above say why."
}

Get-Item (Join-Path $Destination ($system -eq 'win' ? 'datalake.exe' : 'datalake'))
