"""What pages write before the day of publication, and before a day that is another one."""

import re

# Words divided by blanks, labels of several words with underscores.
_PUBLISHED = """
    published published_on published_at published_date posted posted_on date date_of_publication publication_date
    publié publié_le publiée_le publie_le publication mis_en_ligne_le date_de_publication paru_le parution le
    опубликовано опубликована опубликован дата_публикации дата размещено публикация
    опубліковано дата_публікації
    yayın_tarihi yayınlanma_tarihi yayımlanma_tarihi yayımlanma yayınlandı yayımlandı tarih giriş_tarihi eklenme_tarihi
    نشر نشرت نشر_في نشرت_في نشر_بتاريخ نشر_يوم تاريخ_النشر تاريخ بتاريخ في
    تاریخ_انتشار تاریخ منتشر_شده_در انتشار زمان_انتشار تاریخ_خبر
    жарияланды жарияланған жарияланған_күні жарияланған_уақыты күні
    жарыяланды жарыяланган жарыяланган_күнү күнү
    e'lon_qilingan e'lon_qilindi e'lon_qilingan_sana chop_etilgan sana nashr_qilingan
    эълон_қилинган эълон_қилинди эълон_қилинган_сана сана чоп_этилган
    нашр_шуд нашр_шудааст таърихи_нашр санаи_нашр таърих нашр
    neşir_edilen neşir_edilen_wagty çap_edilen senesi çap_edildi
    dərc_olunub tarix yayımlanıb
"""
_CHANGED = """
    updat modif edited обновл изменен исправл оновл güncelle mise_à_jour mis_à_jour modifié تحديث بروزرسانی به‌روزرسانی
    ویرایش жаңар жаңыр yangilan янгилан навсоз täzelen yenilən
"""
_BORN = """
    born birth né_le née_le naissance рожд родил родив народж doğum doğumlu مواليد ولد ميلاد متولد تولد туған туылған
    туулган tug'ilgan tug'ilgan туғилган таваллуд doglan doğulub geboren
"""
_APOSTROPHES = "['’‘ʻʼ`]"


def _alternatives(words: str) -> str:
    parts = sorted(set(words.split()), key=len, reverse=True)
    return "|".join(re.escape(part).replace("_", r"\s+").replace("'", _APOSTROPHES) for part in parts)


PUBLISHED = re.compile(rf"^\s*(?:{_alternatives(_PUBLISHED)})(?!\w)\s*[:：\-–—]?\s*", re.IGNORECASE)
CHANGED = re.compile(_alternatives(_CHANGED), re.IGNORECASE)
BORN = re.compile(rf"(?<!\w)(?:{_alternatives(_BORN)})", re.IGNORECASE)
