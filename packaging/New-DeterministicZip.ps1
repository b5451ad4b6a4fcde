#Requires -Version 7.6
<#
.SYNOPSIS
Packs files into a zip archive that is the same, byte for byte, whenever and wherever it is made of the same files.

.DESCRIPTION
The entries stand in the order of their names, have the first date that a zip can have, and Unix permissions: rwxr-xr-x
for programs, rw-r--r-- for everything else. Who looks only at the hash of an archive, as Terraform does, sees a change
when something has changed. Returns the file.

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

$programMode, $fileMode = 0x81ED, 0x81A4
$firstDate = [DateTimeOffset]::new(1980, 1, 1, 0, 0, 0, [TimeSpan]::Zero)
[string[]] $names = $Content.Keys
[Array]::Sort($names, [StringComparer]::Ordinal)

$null = New-Item -ItemType Directory -Force (Split-Path $Destination)
$stream = [IO.File]::Create($Destination)
try {
    $archive = [IO.Compression.ZipArchive]::new($stream, [IO.Compression.ZipArchiveMode]::Create, $true)
    foreach ($name in $names) {
        $entry = $archive.CreateEntry($name, [IO.Compression.CompressionLevel]::SmallestSize)
        $entry.LastWriteTime = $firstDate
        $entry.ExternalAttributes = ($name -in $Program ? $programMode : $fileMode) -shl 16
        $target = $entry.Open()
        $source = [IO.File]::OpenRead($Content[$name])
        $source.CopyTo($target)
        $source.Dispose()
        $target.Dispose()
    }
    $archive.Dispose()

    # Permissions count only where the archive says that it comes from Unix; on Windows it would say otherwise. The byte
    # stands in the sixth place of every entry of the directory at the end (PKWARE's APPNOTE, 4.3.12 and 4.4.2).
    $reader = [IO.BinaryReader]::new($stream)
    $stream.Position = $stream.Length - 6
    $stream.Position = $reader.ReadUInt32()
    foreach ($name in $names) {
        $begin = $stream.Position
        if ($reader.ReadUInt32() -ne 0x02014b50) { throw "The directory of $Destination is not where it should be." }
        $stream.Position = $begin + 28
        $rest = $reader.ReadUInt16() + $reader.ReadUInt16() + $reader.ReadUInt16()
        $stream.Position = $begin + 5
        $stream.WriteByte(3)
        $stream.Position = $begin + 46 + $rest
    }
}
finally {
    $stream.Dispose()
}

Get-Item -LiteralPath $Destination
