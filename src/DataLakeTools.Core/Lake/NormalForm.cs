namespace DataLakeTools.Core.Lake;

/// <summary>
/// Unicode's composed form (NFC). Own tables, because a process in invariant globalization mode has none, and a name must be
/// taken or refused alike on every system.
/// </summary>
internal static partial class NormalForm
{
    private const int FirstHangul = 0xAC00;
    private const int LastHangul = 0xD7A3;
    private const int HangulOfVowel = 28;

    /// <summary>
    /// Whether nothing in the text can be composed, no mark stands before one that belongs before it, and no character has a
    /// form that is preferred.
    /// </summary>
    public static bool IsComposed(string text)
    {
        int starter = -1, classBefore = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var value = rune.Value;
            if (value < 0x300)
            {
                (starter, classBefore) = (value, 0);
                continue;
            }

            var ofMark = ClassOf(value);
            var isBlocked = classBefore != 0 && classBefore >= ofMark;
            if (IsIn(Never, value) || (ofMark != 0 && classBefore > ofMark) || (!isBlocked && Changes(starter, value, ofMark)))
            {
                return false;
            }

            (starter, classBefore) = ofMark == 0 ? (value, 0) : (starter, ofMark);
        }

        return true;
    }

    // A mark may belong before one that is composed already.
    private static bool Changes(int starter, int value, int ofMark)
    {
        for (var mark = int.MaxValue; ; (starter, mark) = PartsOf(starter))
        {
            if (starter < 0 || (mark != int.MaxValue && ofMark >= ClassOf(mark)))
            {
                return false;
            }

            if (Composes(starter, value))
            {
                return true;
            }
        }
    }

    private static bool Composes(int starter, int value)
    {
        if (value is >= 0x1161 and <= 0x1175)
        {
            return starter is >= 0x1100 and <= 0x1112;
        }

        if (value is >= 0x11A8 and <= 0x11C2)
        {
            return starter is >= FirstHangul and <= LastHangul && (starter - FirstHangul) % HangulOfVowel == 0;
        }

        for (var index = Composed.IndexOf(-value) + 1; index > 0 && index < Composed.Length && Composed[index] > 0; index += 2)
        {
            if (Composed[index] == starter)
            {
                return true;
            }
        }

        return false;
    }

    private static (int Starter, int Mark) PartsOf(int composed)
    {
        var mark = 0;
        for (var index = 0; index < Composed.Length; index++)
        {
            if (Composed[index] < 0)
            {
                mark = -Composed[index];
            }
            else if (Composed[++index] == composed)
            {
                return (Composed[index - 1], mark);
            }
        }

        return (-1, 0);
    }

    private static bool IsIn(ReadOnlySpan<int> ranges, int value)
    {
        for (var index = 0; index < ranges.Length; index += 2)
        {
            if (value >= ranges[index] && value <= ranges[index + 1])
            {
                return true;
            }
        }

        return false;
    }

    private static int ClassOf(int value)
    {
        for (var index = 0; index < Classes.Length; index += 3)
        {
            if (value >= Classes[index] && value <= Classes[index + 1])
            {
                return Classes[index + 2];
            }
        }

        return 0;
    }
}
