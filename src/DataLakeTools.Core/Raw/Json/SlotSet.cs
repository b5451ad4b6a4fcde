namespace DataLakeTools.Core.Raw.Json;

/// <summary>A set of small numbers that are mostly added in ascending order; a set of one number takes one word.</summary>
internal struct SlotSet
{
    private ulong[]? _words;
    private int _firstWord;

    /// <summary>How many bytes of memory its numbers take.</summary>
    public readonly int MemoryBytes => _words is null ? 0 : 24 + (_words.Length * sizeof(ulong));

    public void Add(int slot)
    {
        var word = slot / 64;
        if (_words is null)
        {
            _words = new ulong[1];
            _firstWord = word;
        }
        else if (word < _firstWord)
        {
            var moved = new ulong[_words.Length + _firstWord - word];
            _words.CopyTo(moved, _firstWord - word);
            (_words, _firstWord) = (moved, word);
        }
        else if (word - _firstWord >= _words.Length)
        {
            Array.Resize(ref _words, Math.Max(word - _firstWord + 1, _words.Length * 2));
        }

        _words[word - _firstWord] |= 1UL << (slot % 64);
    }

    public readonly void AddTo(Span<ulong> all)
    {
        var shared = Shared(all);
        for (var index = 0; index < shared.Length; index++)
        {
            shared[index] |= _words![index];
        }
    }

    public readonly void RemoveFrom(Span<ulong> all)
    {
        var shared = Shared(all);
        for (var index = 0; index < shared.Length; index++)
        {
            shared[index] &= ~_words![index];
        }
    }

    private readonly Span<ulong> Shared(Span<ulong> all) => all[_firstWord..Math.Min(all.Length, _firstWord + (_words?.Length ?? 0))];
}
