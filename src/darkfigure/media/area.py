"""How many pixels hashes and features are made from."""

AREA = 187_500  # 500 x 375; smaller pictures stay as they are
