#Requires -Version 7.6
<#
.SYNOPSIS
Makes the two archives of the Lambda function: layer.zip with the program, and function.zip with its jobs.

.DESCRIPTION
The program changes with a release, the jobs whenever somebody wants: each has its own archive. The layer is made for
the runtime provided.al2023 and one processor. Returns one object a file.

.PARAMETER Destination
The folder for the archives.

.PARAMETER JobPath
What goes into the folder "jobs" of function.zip: job documents, and files and folders that they name relative to
themselves. Wildcards are allowed.

.PARAMETER Architecture
The processor: x64 (Terraform's x86_64) or arm64.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Destination,
    [Parameter(Mandatory)] [string[]] $JobPath,
    [ValidateSet('x64', 'arm64')] [string] $Architecture = 'x64'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
$newZip = Join-Path $PSScriptRoot 'New-DeterministicZip.ps1'

# For debuggers, dumps, traces and other garbage collectors; nobody attaches one to a function.
$unused = 'libmscordaccore.so', 'libmscordbi.so', 'createdump', 'libcoreclrtraceptprovider.so', 'libclrgc.so', 'libclrgcexp.so'

function Publish-Program([string] $folder, [string] $processor) {
    $project = Join-Path $root 'src/DataLakeTools.Host/DataLakeTools.Host.csproj'
    Remove-Item $folder -Recurse -Force -ErrorAction Ignore
    # Neither the place of the checkout nor its commit, so that the same program is the same layer.
    $same = '-p:IncludeSourceRevisionInInformationalVersion=false', '-p:EnableSourceLink=false', "-p:PathMap=$root=/_"
    $printed = dotnet publish $project --configuration Release --runtime "linux-$processor" -p:PublishProfile=lambda $same --output $folder --verbosity quiet --nologo
    if ($LASTEXITCODE -eq 0) { return }
    $printed | Out-Host
    if ("$printed" -match 'NU1101[^:]*: Unable to find package (Microsoft(?:\.\w[\w-]*)+)') {
        throw "The program cannot be built for linux-${processor}: the package source that NuGet is set to has no '$($Matches[1])'. Build it where NuGet reaches nuget.org, or with -Architecture x64."
    }
    throw "The program could not be built for linux-${processor}; the lines above say why."
}

function Get-ProgramContent([string] $folder) {
    $content = @{}
    foreach ($file in Get-ChildItem -LiteralPath $folder -File | Where-Object Name -NotIn $unused) {
        # Lambda starts what is called bootstrap; it finds datalake.dll beside itself under any name.
        $content[$file.Name -eq 'datalake' ? 'bootstrap' : $file.Name] = $file.FullName
    }
    $content
}

function Get-JobContent([string[]] $path) {
    $content = @{}
    foreach ($item in Get-Item -Path $path) {
        $files = $item -is [IO.DirectoryInfo] ? (Get-ChildItem -LiteralPath $item -Recurse -File) : $item
        foreach ($file in $files) {
            $name = [IO.Path]::GetRelativePath((Split-Path $item), $file.FullName).Replace('\', '/')
            $content["jobs/$name"] = $file.FullName
        }
    }
    if ($content.Count -eq 0) { throw "There is no file at $($path -join ', ')." }
    $content
}

$folder = Join-Path $Destination "linux-$Architecture"
Publish-Program $folder $Architecture
& $newZip -Content (Get-ProgramContent $folder) -Program 'bootstrap' -Destination (Join-Path $Destination 'layer.zip') | Select-Object FullName, Length
& $newZip -Content (Get-JobContent $JobPath) -Destination (Join-Path $Destination 'function.zip') | Select-Object FullName, Length
