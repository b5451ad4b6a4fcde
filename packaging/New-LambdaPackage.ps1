#Requires -Version 7.6
<#
.SYNOPSIS
Makes the archives of the Lambda function: layer.zip with the program, engine.zip with DuckDB, and function.zip with its jobs.

.DESCRIPTION
The program changes with a release, the jobs whenever somebody wants, the engine seldom, and only jobs with tables need
it: each has its own archive. The layers are made for the runtime provided.al2023 and one processor. Lambda unpacks both
into one folder, so that the program finds the engine beside itself. Returns one object a file.

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

$newZip = Join-Path $PSScriptRoot 'New-DeterministicZip.ps1'

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

# Lambda starts what is called bootstrap.
$program = & (Join-Path $PSScriptRoot 'New-NativeProgram.ps1') -Destination (Join-Path $Destination "linux-$Architecture") -RuntimeIdentifier "linux-$Architecture"
$engine = @{}
foreach ($file in Get-ChildItem $program.Directory -File | Where-Object Name -NE $program.Name) { $engine[$file.Name] = $file.FullName }
& $newZip -Content @{ bootstrap = $program.FullName } -Program 'bootstrap' -Destination (Join-Path $Destination 'layer.zip') | Select-Object FullName, Length
& $newZip -Content $engine -Destination (Join-Path $Destination 'engine.zip') | Select-Object FullName, Length
& $newZip -Content (Get-JobContent $JobPath) -Destination (Join-Path $Destination 'function.zip') | Select-Object FullName, Length
