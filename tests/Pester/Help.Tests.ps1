# What Get-Help shows. That every text is there is held by HelpTests, which needs no PowerShell.
BeforeDiscovery {
    Import-Module $PSScriptRoot/TestLake.psm1, $PSScriptRoot/HelpExamples.psm1 -Force
    $root = Join-Path $PSScriptRoot ../../DataLakeTools.psd1 -Resolve
    $places = @(
        @{ Where = 'the module as it was built'; Manifest = Get-BuiltModule }
        @{ Where = 'the manifest at the root of the repository'; Manifest = $root }
    )
    $commands = (Get-HelpPage).BaseName | ForEach-Object { @{ Name = $_ } }
    $topics = Get-ChildItem "$PSScriptRoot/../../module/docs/en-US/about_*.md" | ForEach-Object { @{ Name = $_.BaseName } }
}

BeforeAll {
    Import-Module $PSScriptRoot/TestLake.psm1, $PSScriptRoot/HelpExamples.psm1
    Import-Module (Get-BuiltModule)
    $common = [Management.Automation.Cmdlet]::CommonParameters
    $language = [cultureinfo]::CurrentUICulture
    [cultureinfo]::CurrentUICulture = 'en-US'
}

AfterAll {
    [cultureinfo]::CurrentUICulture = $language
}

Describe 'Get-Help <Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name
        $help = Get-Help $Name -Full
        $sets = $command.ParameterSets
    }

    It 'has a synopsis, a description, notes of what comes in and out, and links' {
        $help.Synopsis | Should -Match '^[A-Z].*\.$'
        $help.description.Text -join '' | Should -Not -BeNullOrEmpty
        $outputs = @($command.OutputType.Name -ne 'System.Void')
        $help.returnValues.returnValue.type.name | Sort-Object | Should -Be ($outputs ? ($outputs | Sort-Object) : 'None')
        $project = (Get-Module DataLakeTools).ProjectUri
        $help.relatedLinks.navigationLink[0].uri | Should -Be "$project/blob/main/module/docs/en-US/$Name.md" -Because 'Get-Help -Online opens the first link'
        $help.relatedLinks.navigationLink.Count | Should -BeGreaterThan 1
    }

    It 'knows the parameters that PowerShell knows, and how they are bound' {
        $parameters = $command.Parameters.Values | Where-Object Name -notin $common
        $help.parameters.parameter.name | Sort-Object | Should -Be ($parameters.Name | Sort-Object)
        foreach ($parameter in $parameters) {
            $shown = $help.parameters.parameter | Where-Object name -eq $parameter.Name
            $bound = $parameter.ParameterSets.Keys | Where-Object { $_ -eq '__AllParameterSets' -or $_ -in $sets.Name } | ForEach-Object { $parameter.ParameterSets[$_] }
            ($shown.description.Text -join '').Length | Should -BeGreaterThan 10 -Because "-$($parameter.Name) is told"
            $shown.required | Should -Be ("$($bound.IsMandatory -notcontains $false)".ToLowerInvariant()) -Because "-$($parameter.Name)"
            $position = $bound.Position | Where-Object { $_ -ge 0 } | Select-Object -First 1
            $shown.position | Should -Be ($position ?? 'named') -Because "-$($parameter.Name)"
            $shown.pipelineInput -like 'True*' | Should -Be ($bound.ValueFromPipeline -contains $true -or $bound.ValueFromPipelineByPropertyName -contains $true) -Because "-$($parameter.Name)"
            $shown.aliases | Should -Be ($parameter.Aliases.Count ? $parameter.Aliases -join ', ' : 'none')
            $shown.globbing | Should -Be "$($parameter.Attributes.TypeId.Name -contains 'SupportsWildcardsAttribute')".ToLowerInvariant()
        }
    }

    It 'shows one syntax for every parameter set' {
        $syntax = @($help.syntax.syntaxItem)
        $syntax | Should -HaveCount $sets.Count
        foreach ($set in $sets) {
            $names = ($set.Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' '
            $syntax | ForEach-Object { ($_.parameter.name | Sort-Object) -join ' ' } | Should -Contain $names
        }
    }

    It 'has every parameter that a line of Get-Command -Syntax lists' {
        $listed = [regex]::Matches((Get-Command $Name -Syntax), '(?<=[\s\[])-(\w+)').ForEach{ $_.Groups[1].Value } | Sort-Object -Unique
        $listed | Where-Object { $_ -notin $help.parameters.parameter.name } | Should -BeNullOrEmpty
    }

    It 'shows the examples of its page' {
        $shown = @($help.examples.example)
        $written = @(Get-HelpExample | Where-Object Command -eq $Name)
        $shown.Count | Should -Be $written.Count
        $shown.Count | Should -BeGreaterOrEqual 3
        foreach ($index in 0..($shown.Count - 1)) {
            $shown[$index].title | Should -BeLike "*$($written[$index].Title)*"
            $shown[$index].code | Should -BeLike "$([wildcardpattern]::Escape($written[$index].Code.Trim()))*"
        }

        Get-Help $Name -Examples | Out-String | Should -BeLike "*PS> $([wildcardpattern]::Escape(($written[0].Code -split "`n")[0]))*"
    }
}

Describe 'The help' {
    It 'is there from <Where>, in the language of the session or else in English' -ForEach $places {
        $said = Invoke-OtherPowerShell -Argument $Manifest {
            param($manifest)
            foreach ($culture in 'en-US', 'pt-BR', 'pt-PT', 'fr-FR', '') {
                # A session keeps the help that it has read, so each language is a session of its own.
                $shell = [powershell]::Create().AddScript({
                        param($manifest, $culture)
                        [cultureinfo]::CurrentUICulture = $culture
                        Import-Module $manifest
                        (Get-Help Get-LakePath).Synopsis
                        (Get-Help Get-LakePath -Parameter Date).description.Text
                    }).AddArgument($manifest).AddArgument($culture)
                $shell.Invoke()
                $shell.Dispose()
            }
        }

        $english = 'Shows the key that a file gets in a data lake, or the parts of a key.', 'The processing date, written yyyy-MM-dd. It becomes the yyyy/MM/dd of the key.'
        $portuguese = 'Mostra a chave que um arquivo recebe no data lake, ou as partes de uma chave.', 'A data de processamento, escrita aaaa-MM-dd. Ela se torna o aaaa/MM/dd da chave.'
        $said | Should -Be ($english + $portuguese + $portuguese + $english + $english)
    }

    It 'has a topic <Name>, with a short description' -ForEach $topics {
        $text = Get-Help $Name | Out-String

        $text | Should -Match "(?m)^TOPIC\r?\n    $Name\r?$"
        $text | Should -Match '(?m)^SHORT DESCRIPTION\r?\n    [A-Z].*\.\r?$'
        # Code, which is indented by eight, is as wide as it is.
        ($text -split '\r?\n' | Where-Object { $_ -notmatch '^ {8}' } | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}
