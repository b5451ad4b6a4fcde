using System.Text;

namespace DataLakeTools.S3;

/// <summary>
/// Reads one of the shared AWS files as the AWS CLI does (Python's configparser): names in lower case, lines that are
/// indented more than their setting belong to it, and a setting whose lines are all indented has settings of its own.
/// A byte order mark, spaces around the name of a section, and sections that come twice are accepted besides.
/// </summary>
internal static class AwsIniFile
{
    // Refuses what is not UTF-8 instead of replacing it.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the sections of a file; none where there is no file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="S3SettingsException">It cannot be read. The exception never holds any text of the file, which may be a secret.</exception>
    public static IReadOnlyList<KeyValuePair<string, AwsSection>> Read(string path)
    {
        string text;
        try
        {
            text = Utf8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A DecoderFallbackException quotes bytes of the file, so it is not kept as the cause.
            throw new S3SettingsException(S3SettingsProblem.UnreadableFile, path);
        }

        return Parse(text, path);
    }

    private static List<KeyValuePair<string, AwsSection>> Parse(string text, string path)
    {
        var sections = new List<KeyValuePair<string, AwsSection>>();
        AwsSection? section = null;
        string? setting = null;
        var indentOfSetting = 0;
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var content = line.Trim();
            if (content.Length == 0 || content[0] is '#' or ';')
            {
                continue;
            }

            var indent = line.Length - line.TrimStart().Length;
            if (setting is not null && indent > indentOfSetting)
            {
                section!.Append(setting, content);
            }
            else if (content[0] == '[' && content.LastIndexOf(']') is > 1 and var end)
            {
                section = new AwsSection();
                sections.Add(new(content[1..end].Trim(), section));
                setting = null;
            }
            else if (section is not null && content.AsSpan().IndexOfAny('=', ':') is > 0 and var delimiter)
            {
                setting = content[..delimiter].TrimEnd().ToLowerInvariant();
                indentOfSetting = indent;
                section.Set(setting, content[(delimiter + 1)..].TrimStart());
            }
            else
            {
                throw new S3SettingsException(S3SettingsProblem.UnreadableFile, path) { Line = number };
            }
        }

        return sections;
    }
}
