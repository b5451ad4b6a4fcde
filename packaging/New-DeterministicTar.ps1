#Requires -Version 7.6
<#
.SYNOPSIS
Packs files into a .tar.gz that is the same, byte for byte, whenever it is made of the same files.

.DESCRIPTION
As New-DeterministicZip.ps1 does, for systems where a program's permissions have to survive: every one has tar, few have unzip.

.PARAMETER Content
The entries: names with / between folders, and the paths of the files.

.PARAMETER Program
The names of the entries that can be run.

.PARAMETER Destination
The archive.
#>
[CmdletBinding()]
[OutputType([IO.FileInfo])]
param(
    [Parameter(Mandatory)] [Collections.IDictionary] $Content,
    [string[]] $Program = @(),
    [Parameter(Mandatory)] [string] $Destination
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

[string[]] $names = $Content.Keys
[Array]::Sort($names, [StringComparer]::Ordinal)

$null = New-Item -ItemType Directory -Force (Split-Path $Destination)
$stream = [IO.File]::Create($Destination)
try {
    $gzip = [IO.Compression.GZipStream]::new($stream, [IO.Compression.CompressionLevel]::SmallestSize)
    $archive = [Formats.Tar.TarWriter]::new($gzip, [Formats.Tar.TarEntryFormat]::Ustar)
    foreach ($name in $names) {
        $entry = [Formats.Tar.UstarTarEntry]::new([Formats.Tar.TarEntryType]::RegularFile, $name)
        $entry.ModificationTime = [DateTimeOffset]::UnixEpoch
        $entry.Mode = [IO.UnixFileMode] ($name -in $Program ? 0x1ED : 0x1A4)
        $entry.DataStream = [IO.File]::OpenRead($Content[$name])
        $archive.WriteEntry($entry)
        $entry.DataStream.Dispose()
    }
    $archive.Dispose()
    $gzip.Dispose()
}
finally {
    $stream.Dispose()
}

Get-Item -LiteralPath $Destination
