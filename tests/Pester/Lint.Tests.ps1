BeforeDiscovery {
    $root = Join-Path $PSScriptRoot ../.. -Resolve
    $scripts = Get-ChildItem -LiteralPath $root -File -Filter *.ps*1
    $scripts += 'packaging', 'module', 'deploy', 'tests' | ForEach-Object { Get-ChildItem -LiteralPath (Join-Path $root $_) -Recurse -File -Include *.ps1, *.psm1, *.psd1 } |
        Where-Object FullName -NotMatch '[\\/](bin|obj|node_modules)[\\/]'
    $files = $scripts | ForEach-Object { @{ Path = $_.FullName; Name = [IO.Path]::GetRelativePath($root, $_.FullName) } }
    $hasAnalyzer = [bool] (Get-Module -ListAvailable PSScriptAnalyzer)
    if (-not $hasAnalyzer) {
        # One thing is missing, one test is skipped.
        $files = @{ Path = $null; Name = 'Every script' }
    }
}

Describe 'The scripts of this repository<Why>' -ForEach @{ Why = $hasAnalyzer ? '' : ' (skipped, not on this machine: PSScriptAnalyzer)' } {
    BeforeAll {
        $root = Join-Path $PSScriptRoot ../.. -Resolve
        $usual = Import-PowerShellDataFile (Join-Path $root PSScriptAnalyzerSettings.psd1)
        # Pester's blocks share variables in ways that the analyzer cannot see, its functions are no commands for users,
        # and its secrets are none.
        $inTests = $usual.Clone()
        $inTests.ExcludeRules += 'PSUseDeclaredVarsMoreThanAssignments', 'PSUseShouldProcessForStateChangingFunctions', 'PSUseSingularNouns',
        'PSUseUsingScopeModifierInNewRunspaces', 'PSAvoidUsingConvertToSecureStringWithPlainText', 'PSAvoidUsingPositionalParameters', 'PSReviewUnusedParameter'
    }

    It '<Name> keeps the rules of PSScriptAnalyzer' -ForEach $files -Skip:(-not $hasAnalyzer) {
        $settings = $Name -match '^tests[\\/]' ? $inTests : $usual
        $found = Invoke-ScriptAnalyzer -Path $Path -Settings $settings

        $found | ForEach-Object { "line $($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'The workflows' {
    It '<Name> names every action by its commit, with the version beside it' -ForEach @(
        Get-ChildItem (Join-Path $PSScriptRoot ../../.github/workflows -Resolve) | ForEach-Object { @{ Path = $_.FullName; Name = $_.Name } }
    ) {
        $uses = Select-String -LiteralPath $Path -Pattern '\buses:\s*(?<Action>\S.*)$' | ForEach-Object { $_.Matches[0].Groups['Action'].Value }

        $uses | Should -Not -BeNullOrEmpty
        $uses | Where-Object { $_ -notmatch '^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)+$' -and $_ -notmatch '^\./' } | Should -BeNullOrEmpty
    }
}
