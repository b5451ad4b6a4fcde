# The rules for the scripts of this repository; editors with PowerShell support find this file by its name.
@{
    Severity     = @('Error', 'Warning', 'Information')
    ExcludeRules = @(
        # build.ps1 and the samples talk to a person.
        'PSAvoidUsingWriteHost'
        # Files are UTF-8 without a byte order mark, here as on every system that reads them.
        'PSUseBOMForUnicodeEncodedFile'
    )
    Rules        = @{
        PSPlaceOpenBrace           = @{ Enable = $true; OnSameLine = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true }
        PSPlaceCloseBrace          = @{ Enable = $true; NewLineAfter = $true; IgnoreOneLineBlock = $true; NoEmptyLineBefore = $true }
        PSUseConsistentIndentation = @{ Enable = $true; Kind = 'space'; IndentationSize = 4; PipelineIndentation = 'IncreaseIndentationForFirstPipeline' }
        PSUseConsistentWhitespace  = @{ Enable = $true; CheckParameter = $false; IgnoreAssignmentOperatorInsideHashTable = $true }
        PSUseCorrectCasing         = @{ Enable = $true; CheckCommands = $false; CheckKeyword = $true; CheckOperator = $true }
        PSAvoidUsingCmdletAliases  = @{ AllowList = @() }
        PSAvoidUsingPositionalParameters = @{ CommandAllowList = @('Join-Path') }
        PSUseCompatibleSyntax      = @{ Enable = $true; TargetVersions = @('7.0') }
    }
}
