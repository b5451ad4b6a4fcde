using System.Text;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Settings;

/// <summary>Parses the text of an environment file, one variable at a time.</summary>
internal sealed class EnvironmentFileReader(string text, string path)
{
    private const string Export = "export";

    private int _position;
    private int _line = 1;
    private bool _sectionSeen;

    private char Current => _position < text.Length ? text[_position] : '\0';

    private bool IsAtEnd => _position >= text.Length;

    private bool IsAtLineEnd => IsAtEnd || Current is '\n' or '\r';

    public bool TryReadNext(out string name, out string value, out int line)
    {
        SkipToVariable();
        (name, value, line) = (string.Empty, string.Empty, _line);
        if (IsAtEnd)
        {
            return false;
        }

        name = ReadName();
        if (name == Export && Current is ' ' or '\t')
        {
            SkipBlanks();
            name = ReadName();
        }

        SkipBlanks();
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || Current != '=')
        {
            throw Invalid(line, "is not a NAME=value line", "Write NAME=value; a name has letters, digits and '_' and does not begin with a digit.");
        }

        _position++;
        SkipBlanks();
        value = Current is '\'' or '"' ? ReadQuoted(Current) : ReadBare();
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid(line, "has a NUL character in its value", "Remove the character.");
        }

        return true;
    }

    // Skips blank lines, comments, and one [section] header as in the shared AWS files.
    private void SkipToVariable()
    {
        while (!IsAtEnd)
        {
            SkipBlanks();
            if (Current == '[')
            {
                if (_sectionSeen)
                {
                    throw Invalid(_line, "begins a second section", "Keep one section in the file, so that it is plain whose values count.");
                }

                _sectionSeen = true;
                SkipLine();
            }
            else if (Current == '#')
            {
                SkipLine();
            }
            else if (IsAtLineEnd && !IsAtEnd)
            {
                SkipLine();
            }
            else
            {
                return;
            }
        }
    }

    private string ReadName()
    {
        var start = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_')
        {
            _position++;
        }

        return text[start.._position];
    }

    // A '#' starts a comment only after white space: secrets contain '#', and some start with it.
    private string ReadBare()
    {
        var start = _position;
        while (!IsAtLineEnd && !(Current == '#' && text[_position - 1] is ' ' or '\t'))
        {
            _position++;
        }

        var value = text[start.._position].TrimEnd(' ', '\t');
        SkipLine();
        return value;
    }

    private string ReadQuoted(char quote)
    {
        var line = _line;
        var value = new StringBuilder();
        for (_position++; Current != quote || IsAtEnd; _position++)
        {
            if (IsAtEnd)
            {
                throw Invalid(line, $"opens a {quote} that is never closed", $"Close the value with {quote}.");
            }

            if (Current == '\n')
            {
                _line++;
            }

            value.Append(quote == '"' && Current == '\\' && _position + 1 < text.Length ? Unescape() : Current);
        }

        _position++;
        SkipBlanks();
        if (!IsAtLineEnd && Current != '#')
        {
            throw Invalid(_line, "goes on after the closing quote", "Write nothing but a comment after a quoted value.");
        }

        SkipLine();
        return value.ToString();
    }

    private string Unescape()
    {
        var escaped = text[++_position];
        if (escaped == '\n')
        {
            _line++;
        }

        return escaped switch
        {
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            '"' or '\\' or '$' => escaped.ToString(),
            _ => "\\" + escaped,
        };
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            _position++;
        }
    }

    private void SkipLine()
    {
        while (!IsAtLineEnd)
        {
            _position++;
        }

        if (Current == '\r')
        {
            _position++;
        }

        if (Current == '\n')
        {
            _position++;
        }

        _line++;
    }

    // The message never quotes the line, which may hold a secret.
    private DataLakeException Invalid(int line, string what, string recommendation) =>
        new(DataLakeError.InvalidEnvironmentFile, $"Line {line} of '{path}' {what}.", recommendation, path);
}
