#Requires -Version 7.6
<#
.SYNOPSIS
Says how to start another PowerShell like the one that runs this: the program, then the arguments that come before all others.

.DESCRIPTION
PowerShell as a .NET tool is no program of its own: its process is "dotnet", and pwsh.dll its first argument.
Register-LakeTask.ps1 asks here, and so do the build and the tests of this module. A PowerShell that is too old for it fails.

.EXAMPLE
$program, $first = ./Get-PowerShellCommand.ps1; & $program @first -NoProfile -Command '$PID'
#>
[CmdletBinding()]
[OutputType([string])]
param()

[Environment]::ProcessPath
if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') {
    Join-Path $PSHOME pwsh.dll
}
