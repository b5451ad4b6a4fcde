#Requires -Version 7.6
<#
.SYNOPSIS
Makes what is published of the native program for one platform: an archive, a .NET tool, an SBOM and checksums.

.DESCRIPTION
The archive holds a folder "datalake": the program, the engine's library beside it, the licences, the samples, and what
schedules need. Unpacked in /opt it is what the samples for cron and systemd expect. The package datalake.<platform> has the
program and the library for "dotnet tool install datalake"; datalake.<version>.nupkg leads there. Returns one object a file.

.PARAMETER Destination
The folder for the packages.

.PARAMETER RuntimeIdentifier
The platform: that of this machine if not given. Which can be made where says New-NativeProgram.ps1.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Destination,
    [ValidateSet('linux-x64', 'linux-arm64', 'osx-x64', 'osx-arm64', 'win-x64', 'win-arm64')]
    [string] $RuntimeIdentifier = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
$version = (Import-PowerShellDataFile "$root/DataLakeTools.psd1").ModuleVersion
$isWindowsProgram = $RuntimeIdentifier.StartsWith('win')
$package = Join-Path $Destination "datalake-$version-$RuntimeIdentifier"
$program = & "$PSScriptRoot/New-NativeProgram.ps1" -Destination (Join-Path $Destination "native/$RuntimeIdentifier") -RuntimeIdentifier $RuntimeIdentifier -ToolDestination $Destination

$content = @{ 'datalake/LICENSE' = "$root/LICENSE" }
foreach ($file in Get-ChildItem $program.Directory -File) { $content["datalake/$($file.Name)"] = $file.FullName }
$samples = "$root/module/samples"
foreach ($file in Get-ChildItem $samples -Recurse -File) {
    $name = [IO.Path]::GetRelativePath($samples, $file).Replace('\', '/')
    if (-not $name.StartsWith('schedule/')) { $content["datalake/samples/$name"] = $file.FullName }
    elseif (($file.Extension -eq '.ps1') -eq $isWindowsProgram) { $content["datalake/$name"] = $file.FullName }
}

$archive = $isWindowsProgram ?
    (& "$PSScriptRoot/New-DeterministicZip.ps1" -Content $content -Destination "$package.zip") :
    (& "$PSScriptRoot/New-DeterministicTar.ps1" -Content $content -Program 'datalake/datalake', 'datalake/schedule/run-job.sh' -Destination "$package.tar.gz")
$sbom = "$package.cdx.json"
& "$PSScriptRoot/New-Sbom.ps1" -Path $program.Directory -RuntimeIdentifier $RuntimeIdentifier | Set-Content -LiteralPath $sbom
$tool = Join-Path $Destination "datalake.$RuntimeIdentifier.$version.nupkg"
$checksums = & "$PSScriptRoot/New-Checksum.ps1" -Path $archive, $tool, $sbom -Destination "$package.sha256"

Get-Item -LiteralPath $archive, $tool, $sbom, $checksums | Select-Object FullName, Length
