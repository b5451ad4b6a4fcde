#Requires -Version 7.6
<#
.SYNOPSIS
Writes the SHA-256 of files in the format of sha256sum, so that "sha256sum --check" understands it everywhere.

.PARAMETER Path
The files; they lie in the folder of the checksums when these are checked.

.PARAMETER Destination
The file with the checksums.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    [Parameter(Mandatory)] [string[]] $Path,
    [Parameter(Mandatory)] [string] $Destination
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$lines = foreach ($file in $Path) { "$((Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash.ToLowerInvariant())  $(Split-Path $file -Leaf)" }
[IO.File]::WriteAllText($Destination, ($lines -join "`n") + "`n")
Get-Item -LiteralPath $Destination
