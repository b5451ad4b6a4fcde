namespace DataLakeTools.Core.Csv;

/// <summary>
/// UTF-8 validation byte by byte. A sequence is reported at the first byte that cannot continue it, as in the vectorized
/// check, so the three bytes before a block give its initial state.
/// </summary>
internal struct CsvUtf8State
{
    private int _needed;
    private byte _low;
    private byte _high;
    private uint _sequence;
    private int _length;

    /// <summary>Validates a byte. False if a sequence is invalid: the one before the byte, or the byte itself.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="sequence">The invalid bytes, the last one lowest.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="back">How many bytes before this one the invalid sequence starts.</param>
    public bool Step(byte value, out uint sequence, out int length, out int back)
    {
        (sequence, length, back) = (_sequence, _length, _length);
        if (_needed == 0)
        {
            if (Start(value))
            {
                return true;
            }

            (sequence, length, back) = (value, 1, 0);
            return false;
        }

        if (value < _low || value > _high)
        {
            Start(value);
            return false;
        }

        _sequence = (_sequence << 8) | value;
        _length++;
        _needed--;
        (_low, _high) = (0x80, 0xBF);
        return true;
    }

    /// <summary>Ends the text. False if a sequence is left incomplete.</summary>
    public readonly bool End(out uint sequence, out int length)
    {
        (sequence, length) = (_sequence, _length);
        return _needed == 0;
    }

    private bool Start(byte value)
    {
        (_sequence, _length) = (value, 1);
        (_low, _high) = (0x80, 0xBF);
        switch (value)
        {
            case < 0x80:
                _needed = 0;
                return true;
            case < 0xC0:
                _needed = 0;
                return false;
            case < 0xC2 or > 0xF4:
                // Never valid, but reported at the next byte: see the summary of the type.
                (_needed, _low, _high) = (1, 1, 0);
                return true;
            case < 0xE0:
                _needed = 1;
                return true;
            case < 0xF0:
                _needed = 2;
                if (value == 0xE0)
                {
                    _low = 0xA0;
                }

                if (value == 0xED)
                {
                    _high = 0x9F;
                }

                return true;
            default:
                _needed = 3;
                if (value == 0xF0)
                {
                    _low = 0x90;
                }

                if (value == 0xF4)
                {
                    _high = 0x8F;
                }

                return true;
        }
    }
}
